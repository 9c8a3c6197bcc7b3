"""What the program shows beside its pages: strip, tray icon and small bar."""
