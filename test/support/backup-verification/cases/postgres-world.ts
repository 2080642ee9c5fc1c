/** The database that is dumped: everything that makes a dump hard to read, in some ten tables. */
export const WORLD = String.raw`
CREATE ROLE a2a_user; CREATE ROLE "Odd Role"; CREATE ROLE reader;
CREATE DATABASE a2a_world OWNER a2a_user;
CREATE DATABASE nothing;
CREATE DATABASE ledger;
\connect ledger
CREATE TABLE entries (id int PRIMARY KEY, amount numeric NOT NULL);
INSERT INTO entries SELECT g, g * 1.5 FROM generate_series(1, 200) g;
\connect a2a_world
SET timezone = 'UTC';
CREATE TYPE mood AS ENUM ('calm', 'odd ''one');
CREATE TABLE customers (
  id serial PRIMARY KEY, email text UNIQUE NOT NULL CHECK (email LIKE '%@%'), name text NOT NULL,
  mood mood NOT NULL DEFAULT 'calm', created_at timestamptz NOT NULL);
INSERT INTO customers (email, name, mood, created_at)
  SELECT 'customer' || g || '@example.org', 'Zoë №' || g,
    CASE g % 5 WHEN 0 THEN 'odd ''one' ELSE 'calm' END::mood, timestamptz '2026-12-01 00:00Z' + g * interval '1 hour'
  FROM generate_series(1, 900) g;
CREATE TABLE orders (
  id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, amount numeric(10, 2) NOT NULL CHECK (amount >= 0),
  total numeric GENERATED ALWAYS AS (amount * 1.19) STORED, created_at timestamptz NOT NULL);
INSERT INTO orders (id, customer_id, amount, created_at)
  SELECT g, 1 + g % 900, g * 0.25, timestamptz '2027-01-13 03:00Z' - (1200 - g) * interval '30 minutes'
  FROM generate_series(1, 1200) g;
CREATE TABLE order_items (order_id int REFERENCES orders, line int, sku text NOT NULL, PRIMARY KEY (order_id, line));
INSERT INTO order_items SELECT 1 + g % 1200, g / 1200, 'SKU-' || md5(g::text) FROM generate_series(1, 2399) g;
CREATE TABLE notes (id int PRIMARY KEY, body text);
INSERT INTO notes SELECT g, CASE g % 8
    WHEN 0 THEN E'a\tb\nc\\d' WHEN 1 THEN '\.' WHEN 2 THEN '-- PostgreSQL database dump complete'
    WHEN 3 THEN '\! echo x' WHEN 4 THEN NULL WHEN 5 THEN E'\r\n' WHEN 6 THEN '$$ $a$ (('
    ELSE '''); DROP TABLE x; --' END
  FROM generate_series(1, 160) g;
CREATE TABLE agents (id text PRIMARY KEY, config jsonb NOT NULL, updated_at timestamptz NOT NULL);
INSERT INTO agents SELECT 'agent-' || g, jsonb_build_object('tools', g, 'name', 'A "' || g || '"'),
    timestamptz '2027-01-13 03:30Z' - g * interval '1 minute' FROM generate_series(1, 60) g;
CREATE TABLE events (id bigint, at date, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
INSERT INTO events SELECT g, date '2026-12-20' + g % 24, 'kind ' || g % 7 FROM generate_series(1, 480) g;
CREATE TABLE "Odd ""Table" ("Sel;ect" text, h int);
INSERT INTO "Odd ""Table" VALUES ('x;y', 1), (E'E''\\', NULL);
CREATE TABLE empty_one (id int);
CREATE TABLE schema_migrations (version text PRIMARY KEY);
INSERT INTO schema_migrations SELECT '202701' || lpad(g::text, 2, '0') FROM generate_series(1, 12) g;
CREATE FUNCTION order_count(who int) RETURNS bigint LANGUAGE plpgsql STABLE AS $_$
BEGIN
  -- COPY customers FROM stdin;
/*
\! echo no
*/
  RETURN (SELECT count(*) FROM public.orders WHERE customer_id = $1);
END;
$_$;
CREATE VIEW busy AS SELECT c.id, c.email || E'\\;' AS x FROM customers c WHERE order_count(c.id) > 1;
CREATE MATERIALIZED VIEW revenue AS SELECT sum(total) AS total FROM orders;
CREATE INDEX orders_by_customer ON orders (customer_id);
COMMENT ON TABLE customers IS 'it''s; a
\! comment, OWNER TO evil';
ALTER TABLE customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON customers FOR SELECT TO reader, "Odd Role" USING (id > 0);
GRANT SELECT ON orders TO reader;
ALTER TABLE customers OWNER TO a2a_user; ALTER TABLE orders OWNER TO a2a_user; ALTER TABLE notes OWNER TO "Odd Role";
SELECT lo_from_bytea(4711, decode(repeat('00ff10', 3000), 'hex'));
`
