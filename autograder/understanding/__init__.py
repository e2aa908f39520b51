"""What students understand of their own code, and whose code is alike. Nothing here touches a score."""
