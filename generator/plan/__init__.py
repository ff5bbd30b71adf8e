"""What is loaded, the configuration and the clock in; every file that will exist out, before any template runs."""
