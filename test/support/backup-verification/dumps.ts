/** What pg_dump writes of one small table; `rows` are its lines. */
export function plainDump(rows: readonly string[] = ['1\tAda', '2\tGrace']): string {
  return `--
-- PostgreSQL database dump
--

-- Dumped from database version 15.18
-- Dumped by pg_dump version 15.18

SET client_encoding = 'UTF8';

CREATE TABLE public.users (
    id integer NOT NULL,
    name text
);

COPY public.users (id, name) FROM stdin;
${rows.map((row) => `${row}\n`).join('')}\\.

--
-- PostgreSQL database dump complete
--

`
}
