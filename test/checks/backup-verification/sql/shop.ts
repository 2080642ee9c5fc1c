/** A small database with everything that makes a dump hard to read. */
export const SHOP = String.raw`
CREATE ROLE app_owner; CREATE ROLE "Odd Role"; CREATE ROLE reader;
CREATE DATABASE shop OWNER app_owner;
CREATE DATABASE nothing;
CREATE DATABASE "Other DB";
\connect "Other DB"
CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2);
\connect shop
CREATE SCHEMA "Odd ""Schema";
CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL, note text, at timestamptz DEFAULT now());
CREATE TABLE "Odd ""Schema"."Tab.le ; x" (id int, "Sel;ect" text, h int);
CREATE TABLE public."order" (id int);
CREATE TABLE empty_one (id int);
CREATE TABLE zero ();
CREATE TABLE one_column (a text);
INSERT INTO zero DEFAULT VALUES; INSERT INTO zero DEFAULT VALUES;
INSERT INTO one_column VALUES (''), (NULL), ('x'), ('');
INSERT INTO users (email, note)
  SELECT 'u' || g || '@example.org', CASE g % 8
    WHEN 0 THEN E'a\tb\nc\\d' WHEN 1 THEN '\.' WHEN 2 THEN '-- PostgreSQL database dump complete'
    WHEN 3 THEN '\! echo x' WHEN 4 THEN NULL WHEN 5 THEN E'\r\n' WHEN 6 THEN '$$ $a$ (('
    ELSE '''); DROP TABLE x; --' END
  FROM generate_series(1, 500) g;
INSERT INTO "Odd ""Schema"."Tab.le ; x" VALUES (1, 'x;y', 1), (2, 'E''\\', NULL);
CREATE TABLE part (id int, d date) PARTITION BY RANGE (d);
CREATE TABLE part_a PARTITION OF part FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE part_b PARTITION OF part FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
INSERT INTO part SELECT g, '2024-12-01'::date + g FROM generate_series(1, 60) g;
CREATE FUNCTION f(a int) RETURNS int LANGUAGE plpgsql AS $_$
BEGIN
  -- COPY users FROM stdin;
/*
\! echo no
*/
  EXECUTE 'x'; RETURN $1;
END;
$_$;
CREATE FUNCTION sql_body(a int) RETURNS int LANGUAGE SQL
  BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a > 1 THEN 2 ELSE 3 END; END;
CREATE VIEW v AS SELECT id, email || E'\\;' AS x FROM users;
CREATE MATERIALIZED VIEW mv AS SELECT count(*) FROM users;
COMMENT ON TABLE users IS 'it''s; a
\! comment, OWNER TO evil';
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON users FOR SELECT TO reader, "Odd Role" USING (id > 0);
GRANT SELECT ON users TO reader WITH GRANT OPTION;
GRANT SELECT (id) ON users TO "Odd Role";
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner GRANT SELECT ON TABLES TO reader;
ALTER TABLE users OWNER TO app_owner; ALTER TABLE part OWNER TO "Odd Role";
SELECT lo_from_bytea(4711, decode(repeat('00ff10', 5000), 'hex'));
SELECT lo_from_bytea(4712, '');
CREATE RULE r AS ON INSERT TO v DO INSTEAD (INSERT INTO users (email) VALUES (new.x); SELECT 1;);
`

/** Its tables with their rows, as pg_dump writes them. */
export const SHOP_ROWS: Readonly<Record<string, number>> = {
  '"Odd ""Schema"."Tab.le ; x"': 2,
  'public.empty_one': 0,
  'public.one_column': 4,
  'public.order': 0,
  'public.part': 0,
  'public.part_a': 30,
  'public.part_b': 30,
  'public.users': 500,
  'public.zero': 2,
}

/** Roles that its dump needs. */
export const SHOP_ROLES = ['Odd Role', 'app_owner', 'postgres', 'reader']
