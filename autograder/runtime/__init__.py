"""Code that runs beside a student's, on a laptop as in the worker. Of ours it imports nothing else but `errors`."""
