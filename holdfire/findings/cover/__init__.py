"""Zones as exact cover: cut into cells once (``cover``), looked up by a join (``expressions``, ``points``), kept (``store``)."""
