-- Places whose names have the same consonants; no more than a person would look through.
SELECT bare, id, name, kind, lat, lon, radius_km, country, admin1, pcode, population, name_ar, name_ru, source
FROM sound JOIN place USING (number) WHERE skeleton = ? ORDER BY population DESC, id, bare LIMIT 400;
