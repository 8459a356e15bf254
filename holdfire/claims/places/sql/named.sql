-- Places with one key, the most populous first.
SELECT id, name, kind, lat, lon, radius_km, country, admin1, pcode, population, name_ar, name_ru, source
FROM name JOIN place USING (number) WHERE bare = ? ORDER BY population DESC, id;
