-- Names of provinces.
SELECT admin1, name FROM province ORDER BY admin1;
