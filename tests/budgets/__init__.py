"""What must not become dearer, as ratios: what else the machine does slows both halves."""
