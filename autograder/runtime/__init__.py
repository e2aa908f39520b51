"""Run beside student code, on a laptop and in the worker. Of the engine, only `errors` may be imported here."""
