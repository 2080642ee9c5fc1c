/** A database that has one of everything that a dump can hold and a restore can stumble over. */
export const MUSEUM = String.raw`
CREATE ROLE app_owner; CREATE ROLE "Odd Role"; CREATE ROLE reader; CREATE ROLE giver;
CREATE DATABASE museum OWNER app_owner;
CREATE DATABASE second;
\connect second
CREATE TABLE t (a int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 7);
\connect museum
CREATE EXTENSION pgcrypto; CREATE EXTENSION citext; CREATE SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext;
CREATE SCHEMA "Odd ""Schema" AUTHORIZATION "Odd Role";
CREATE SCHEMA app AUTHORIZATION app_owner;
CREATE TYPE mood AS ENUM ('sad', 'ok; fine', 'it''s'); ALTER TYPE mood OWNER TO app_owner;
CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE TYPE span AS RANGE (subtype = float8);
CREATE TYPE pair AS (a int, b text);
CREATE TABLE people (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email citext UNIQUE NOT NULL, name text,
  upper_name text GENERATED ALWAYS AS (upper(name)) STORED, feeling mood DEFAULT 'sad', age positive,
  secret bytea DEFAULT digest('x', 'sha256'), extra jsonb DEFAULT '{"a": [1, null]}', tags ext.hstore, spot span, two pair,
  born timestamptz DEFAULT 'infinity', doc xml, CHECK (name <> ''), CONSTRAINT "odd; name" CHECK (age < 200));
INSERT INTO people (email, name, age, tags, spot, two, doc, born)
  SELECT 'u' || g || '@example.org', E'n\t\\\n' || g || 'ü€', g % 90 + 1, 'a=>1'::ext.hstore, '[1,2)'::span, ROW(g, 'x"y'::text)::pair, '<a>&amp;</a>'::xml,
    timestamptz '2026-01-01 00:00Z' + g * interval '1 hour' FROM generate_series(1, 300) g;
CREATE TABLE orders (id bigserial PRIMARY KEY, person int NOT NULL REFERENCES people, parent bigint REFERENCES orders,
  at timestamp DEFAULT '2026-01-02', amount numeric(10, 2) NOT NULL CHECK (amount > 0));
INSERT INTO orders (person, parent, amount) SELECT g % 300 + 1, NULLIF(g - 1, 0), g FROM generate_series(1, 400) g;
CREATE TABLE events (id int, at date, kind text DEFAULT 'plain') PARTITION BY RANGE (at);
CREATE TABLE events_24 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (kind);
CREATE TABLE events_24_a PARTITION OF events_24 FOR VALUES IN ('plain');
CREATE TABLE events_25 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
ALTER TABLE events ADD PRIMARY KEY (id, at, kind);
INSERT INTO events (id, at) SELECT g, date '2024-11-01' + g FROM generate_series(1, 100) g;
CREATE TABLE base (a int); CREATE TABLE derived (b int) INHERITS (base);
INSERT INTO base VALUES (1); INSERT INTO derived VALUES (2, 3), (4, 5);
CREATE TABLE zero (); INSERT INTO zero DEFAULT VALUES;
CREATE UNLOGGED TABLE quick (a text); INSERT INTO quick VALUES (''), (NULL), ('\N'), ('\.');
CREATE TABLE "Odd ""Schema"."Tab.le ; x" (id int, "Sel;ect" text); ALTER TABLE "Odd ""Schema"."Tab.le ; x" OWNER TO "Odd Role";
INSERT INTO "Odd ""Schema"."Tab.le ; x" VALUES (1, '-- PostgreSQL database dump complete'), (2, '\! echo x');
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $_$
BEGIN
  -- COPY people FROM stdin;
  /* ; */ NEW.name := 'touched'; RAISE NOTICE '%', $$a;b$$; RETURN NEW;
END;
$_$;
CREATE TRIGGER people_touch BEFORE INSERT OR UPDATE ON people FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION atomic(a int, b text DEFAULT 'x;y') RETURNS int LANGUAGE sql
  BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a > 1 THEN 2 ELSE 3 END; END;
ALTER FUNCTION atomic(int, text) OWNER TO app_owner; ALTER FUNCTION touch() OWNER TO app_owner;
CREATE PROCEDURE nothing(INOUT a int) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.add(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE AGGREGATE app.total(int) (SFUNC = app.add, STYPE = int, INITCOND = '0'); ALTER AGGREGATE app.total(int) OWNER TO app_owner;
CREATE OPERATOR app.<+> (LEFTARG = int, RIGHTARG = int, FUNCTION = app.add); ALTER OPERATOR app.<+> (int, int) OWNER TO app_owner;
CREATE INDEX by_sum ON orders (app.add(person, 1)) WHERE amount > 3;
CREATE STATISTICS linked ON id, person FROM orders;
CREATE TEXT SEARCH CONFIGURATION own (COPY = simple); ALTER TEXT SEARCH CONFIGURATION own OWNER TO app_owner;
CREATE VIEW seen AS SELECT id, email || E'\\;' AS x FROM people; CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM orders;
CREATE RULE put AS ON INSERT TO seen DO INSTEAD (INSERT INTO people (email) VALUES (new.x); SELECT 1;);
ALTER TABLE people ENABLE ROW LEVEL SECURITY; ALTER TABLE people FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON people FOR SELECT TO reader, "Odd Role" USING (id > 0);
COMMENT ON TABLE people IS 'it''s; a
\! comment, OWNER TO evil'; COMMENT ON COLUMN people.name IS 'a';
ALTER TABLE people OWNER TO app_owner; ALTER TABLE orders OWNER TO app_owner; ALTER TABLE events OWNER TO "Odd Role";
ALTER VIEW seen OWNER TO app_owner; ALTER MATERIALIZED VIEW counted OWNER TO app_owner;
GRANT SELECT ON people TO giver WITH GRANT OPTION; GRANT SELECT (id) ON people TO "Odd Role";
SET SESSION AUTHORIZATION giver; GRANT SELECT ON people TO reader; RESET SESSION AUTHORIZATION;
REVOKE EXECUTE ON FUNCTION atomic(int, text) FROM PUBLIC; GRANT USAGE ON SCHEMA app TO reader; GRANT CREATE ON SCHEMA public TO app_owner;
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner IN SCHEMA app GRANT SELECT ON TABLES TO reader;
CREATE PUBLICATION a_few FOR TABLE orders; ALTER PUBLICATION a_few OWNER TO app_owner;
SELECT lo_from_bytea(4711, decode(repeat('00ff10', 40000), 'hex')); SELECT lo_from_bytea(4712, '');
ALTER LARGE OBJECT 4711 OWNER TO app_owner; GRANT SELECT ON LARGE OBJECT 4711 TO reader; COMMENT ON LARGE OBJECT 4711 IS 'big';
SELECT setval('orders_id_seq', 4000);
`

/** The rows of its tables; of a partitioned one those of all its parts. */
export const MUSEUM_ROWS: Readonly<Record<string, number>> = {
  'public.people': 300,
  'public.orders': 400,
  'public.events': 100,
  'public.events_24': 0,
  'public.events_24_a': 60,
  'public.events_25': 40,
  'public.base': 1,
  'public.derived': 2,
  'public.zero': 1,
  'public.quick': 4,
  '"Odd ""Schema"."Tab.le ; x"': 2,
}
