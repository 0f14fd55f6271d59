"""What the tests with stand-ins and the checks with the real libraries share. Nothing here touches `sys.path`."""
