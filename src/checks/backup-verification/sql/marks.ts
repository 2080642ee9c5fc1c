import { excerpt } from './names.ts'
import type { Dialect, SqlKind } from './sql-reading.ts'

/** What the comments of a dump say of it: who wrote it, and whether it was finished. */
export interface Marks {
  headers: number
  trailers: number
  clusterHeaders: number
  clusterTrailers: number
  /** Trailers that stand where a statement should have ended before. */
  trailersInside: number
  mysqlTool: 'mysqldump' | 'mariadb-dump' | undefined
  otherTool: boolean
  hasMysqlTrailer: boolean
  dumpedFrom: string | undefined
  dumpedBy: string | undefined
}

/** No comment yet. */
export function createMarks(): Marks {
  return {
    headers: 0,
    trailers: 0,
    clusterHeaders: 0,
    clusterTrailers: 0,
    trailersInside: 0,
    mysqlTool: undefined,
    otherTool: false,
    hasMysqlTrailer: false,
    dumpedFrom: undefined,
    dumpedBy: undefined,
  }
}

function markPostgres(marks: Marks, text: string, isInside: boolean): void {
  if (text === 'PostgreSQL database dump') marks.headers += 1
  else if (text === 'PostgreSQL database cluster dump') marks.clusterHeaders += 1
  else if (text === 'PostgreSQL database dump complete') {
    if (isInside) marks.trailersInside += 1
    else marks.trailers += 1
  } else if (text === 'PostgreSQL database cluster dump complete') {
    if (isInside) marks.trailersInside += 1
    else marks.clusterTrailers += 1
  }
  const from = /^Dumped from database version (.+)/.exec(text)?.[1]
  const by = /^Dumped by pg_dump version (.+)/.exec(text)?.[1]
  if (from !== undefined) marks.dumpedFrom ??= excerpt(from)
  if (by !== undefined) marks.dumpedBy ??= excerpt(by)
}

function markMysql(marks: Marks, text: string): void {
  const tool = /^(MySQL|MariaDB) dump +\S+ +Distrib +([^,]+)/.exec(text)
  if (tool !== null) {
    marks.mysqlTool ??= tool[1] === 'MySQL' ? 'mysqldump' : 'mariadb-dump'
    marks.dumpedBy ??= excerpt(tool[2] ?? '')
  }
  if (/^(?:phpMyAdmin|HeidiSQL|Adminer|mydumper)\b/.test(text)) marks.otherTool = true
  const server = /^Server version[\s:]+(.+)/.exec(text)?.[1]
  if (server !== undefined) marks.dumpedFrom ??= excerpt(server)
  if (/^Dump completed(?: on [-\d: ]+)?$/.test(text)) marks.hasMysqlTrailer = true
}

/** Takes one comment, without its dashes and the space around it. */
export function takeComment(marks: Marks, dialect: Dialect, comment: string, isInside: boolean): void {
  if (dialect === 'postgres') markPostgres(marks, comment, isInside)
  if (dialect === 'mysql') markMysql(marks, comment)
}

/** Who wrote the dump. Without comments, MySQL's are known by the settings they save. */
export function kindOf(marks: Marks, dialect: Dialect, savesSettings: boolean): SqlKind {
  if (marks.clusterHeaders + marks.clusterTrailers > 0) return 'pg_dumpall'
  if (marks.headers + marks.trailers > 0) return 'pg_dump'
  if (marks.mysqlTool !== undefined) return marks.mysqlTool
  return dialect === 'mysql' && savesSettings && !marks.otherTool ? 'mysqldump' : 'other'
}
