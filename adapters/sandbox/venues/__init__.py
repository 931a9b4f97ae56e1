"""The protocols of the three exchanges over the engine, one package each. They never match orders themselves."""
