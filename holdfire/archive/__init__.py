"""An archive: every agreement of a folder judged against one event table, in one pass over the events.

In: a folder with agreements and a partitioned Parquet table of incidents, larger than memory. Out: for every agreement and every
reading the findings that are breaches or undetermined, counts by zone and day, the days of every clock and limb, and a status
made by the same code as a case's.
Always: every sum is of what the rules of one incident say of it; the output is the same bytes whatever the partitioning, the
order of files, the number of threads or how often it was stopped; a row, file or agreement that cannot be read is set aside
with its reason and the rest goes on; memory is bounded.
"""
