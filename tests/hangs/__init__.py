"""What a gate or clock hangs on, asked of whole records."""
