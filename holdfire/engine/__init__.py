"""The engine: relations in, relations out, on whatever runs them. No rule of any other room stands here.

In: Arrow tables by name and the steps that make further tables from them, written once as Ibis expressions by the room whose
rules they are. Out: the tables that are wanted, as Arrow tables in no particular order. Always: the same steps give the same
rows on every engine; what an engine does in its own way stands in the one file named after it; what it cannot do is an error.
"""

from holdfire.engine.steps import Columns, Given, Parquet, Step, Steps, columns_of, dialect_of, run_steps

__all__ = ["Columns", "Given", "Parquet", "Step", "Steps", "columns_of", "dialect_of", "run_steps"]
