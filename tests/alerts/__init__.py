"""Tests of alerts: what fires, what is told once, what reaches its receiver."""
