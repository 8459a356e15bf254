-- Places in a box.
SELECT id, name, kind, lat, lon, radius_km, country, admin1, pcode, population, name_ar, name_ru, source
FROM place WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? ORDER BY id;
