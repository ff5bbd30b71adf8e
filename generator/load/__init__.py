"""Files in, records out: each file alone, its faults as diagnostics. No file is read twice, none is written."""
