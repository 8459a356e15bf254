-- Every key of one country's places.
SELECT bare, id, name, kind, lat, lon, radius_km, country, admin1, pcode, population, name_ar, name_ru, source
FROM name JOIN place USING (number) WHERE country = ? ORDER BY bare, id;
