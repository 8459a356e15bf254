"""Rooms of the application, one file each: a router whose every route says which right it asks for."""
