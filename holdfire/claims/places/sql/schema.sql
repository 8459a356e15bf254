-- Places, and the keys of their names. `bare` and `skeleton` are made by spelling.py.
CREATE TABLE place (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL,
  radius_km REAL NOT NULL, country TEXT NOT NULL, admin1 TEXT NOT NULL, pcode TEXT NOT NULL, population INTEGER NOT NULL,
  name_ar TEXT NOT NULL, name_ru TEXT NOT NULL, source TEXT NOT NULL
);
CREATE TABLE name (bare TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (bare, number)) WITHOUT ROWID;
CREATE TABLE sound (
  skeleton TEXT NOT NULL, bare TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (skeleton, bare, number)
) WITHOUT ROWID;
CREATE TABLE province (admin1 TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX place_by_lat ON place (lat);
