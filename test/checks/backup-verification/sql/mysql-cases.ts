import { type Case, swap, upTo } from './cases.ts'

/** As mysqldump 8.0 writes it, by hand. */
export const MYSQL_8 = Buffer.from(String.raw`-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: localhost    Database: shop
-- ------------------------------------------------------
-- Server version	8.0.36-0ubuntu0.22.04.1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Table structure for table ${'`users`'}
--

DROP TABLE IF EXISTS ${'`users`'};
CREATE TABLE ${'`users`'} (
  ${'`id`'} int NOT NULL,
  ${'`na``me`'} varchar(100) DEFAULT 'a;b' COMMENT 'it''s; (',
  PRIMARY KEY (${'`id`'})
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE ${'`odd ``t`'} (a int);

LOCK TABLES ${'`users`'} WRITE;
/*!40000 ALTER TABLE ${'`users`'} DISABLE KEYS */;
INSERT INTO ${'`users`'} VALUES (1,'it\'s; a'),(2,'x),(y\\'),(3,_binary '\0\n(),('),(4,0xABCD),(-5,"d""q\"(,"),(6,ST_GeomFromText('POINT(1 1)')) , (7,'-- Dump completed on 2024-01-01');
INSERT INTO ${'`users`'} VALUES (8,NULL),
(9,'/* x */ # --'),
(10,'\\');
/*!40000 ALTER TABLE ${'`users`'} ENABLE KEYS */;
UNLOCK TABLES;
/*!50003 SET sql_mode = 'STRICT_TRANS_TABLES' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=${'`root`@`localhost`'}*/ /*!50003 TRIGGER tr BEFORE INSERT ON users FOR EACH ROW BEGIN SET NEW.x = 'a;;b'; SET @x = 1; END */;;
DELIMITER ;
DELIMITER ;;
CREATE DEFINER=${'`root`@`localhost`'} PROCEDURE ${'`p`'}()
BEGIN SELECT 1--1; -- it's
# it's
SELECT 2; END ;;
DELIMITER ;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=${'`root`@`localhost`'} SQL SECURITY DEFINER */
/*!50001 VIEW ${'`v`'} AS select 1 AS ${'`1`'} */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2024-01-15  3:00:01
`)

const CLOSING = '\n-- Dump completed on 2024-01-15  3:00:01\n'
const withLine = (line: string) => (dump: Buffer) =>
  swap(dump, 'LOCK TABLES `users` WRITE;', `${line}\nLOCK TABLES \`users\` WRITE;`)
/** Without comments, as --skip-comments leaves it. */
const bare = (dump: Buffer) => Buffer.from(dump.toString('latin1').replace(/^--.*\n/gm, ''), 'latin1')
const text = (words: string) => () => Buffer.from(words)
/** As --compact leaves it. */
const compact = (dump: Buffer) =>
  Buffer.from(
    bare(dump)
      .toString('latin1')
      .replace(/^(?:\/\*!40.*SQL_NOTES.*|.*LOCK TABLES.*)\n/gm, ''),
    'latin1',
  )

const entry = (
  word: Case<Buffer>['word'],
  name: string,
  bytes: Case<Buffer>['bytes'],
  says?: RegExp,
): Case<Buffer> => ({
  name,
  bytes,
  word,
  ...(says === undefined ? {} : { says }),
})

/** mysqldump's dumps, made from the one above. */
export const MYSQL_CASES: readonly Case<Buffer>[] = [
  entry('ok', 'as it is', (dump) => dump),
  entry(
    'ok',
    'CRLF',
    (dump) => swap(dump, /[\s\S]+/u, dump.toString('latin1').replaceAll('\n', '\r\n')),
    /CR LF/,
  ),
  entry('ok', '--skip-comments', bare),
  entry('ok', '--compact', compact, /no closing line/),
  entry('ok', '--skip-dump-date', (dump) => swap(dump, ' on 2024-01-15  3:00:01', '')),
  entry('ok', 'the sandbox line of MariaDB', (dump) =>
    Buffer.concat([Buffer.from('/*M!999999\\- enable the sandbox mode */ \n'), dump]),
  ),
  entry('ok', 'a delimiter of slashes', (dump) =>
    Buffer.from(
      dump
        .toString('latin1')
        .replaceAll('END ;;', 'END //')
        .replaceAll('*/;;', '*/ //')
        .replaceAll('DELIMITER ;;', 'delimiter //'),
      'latin1',
    ),
  ),
  entry('ok', 'no rows', (dump) => swap(dump, /LOCK TABLES[\s\S]*UNLOCK TABLES;\n/, ''), /no row/),
  entry('incomplete', 'cut in a row', (dump) => upTo(dump, "'it\\'s")),
  entry('incomplete', 'cut between rows', (dump) => upTo(dump, '(4,0xABCD)')),
  entry('incomplete', 'M04 cut between tables', (dump) => upTo(dump, 'utf8mb4_0900_ai_ci;\n')),
  entry('incomplete', 'cut before the last line', (dump) => upTo(dump, 'SQL_NOTES=@OLD_SQL_NOTES */;\n')),
  entry('incomplete', 'cut behind a row with the last line in it', (dump) =>
    upTo(dump, "'-- Dump completed on 2024-01-01');\n"),
  ),
  entry('incomplete', 'cut in a procedure', (dump) => upTo(dump, 'BEGIN SELECT 1--1;')),
  entry('incomplete', '--skip-comments, cut between tables', (dump) =>
    upTo(bare(dump), 'utf8mb4_0900_ai_ci;\n'),
  ),
  entry('incomplete', '--compact, cut in a statement', (dump) => upTo(compact(dump), '(4,0xABCD)')),
  entry('incomplete', 'tables locked at the end of a bare dump', (dump) =>
    upTo(swap(bare(dump), /.*OLD_SQL_NOTES=.*\n/, ''), "'\\\\');\n"),
  ),
  entry('empty', 'M08 no table', (dump) =>
    swap(swap(dump, /DROP TABLE[\s\S]*UNLOCK TABLES;\n/, ''), 'x', 'x '),
  ),
  entry('wrong-content', 'a warning of the client (2>&1)', (dump) =>
    Buffer.concat([
      Buffer.from('mysqldump: [Warning] Using a password on the command line interface can be insecure.\n'),
      dump,
    ]),
  ),
  entry(
    'wrong-content',
    'an error alone',
    text(
      "mysqldump: Got error: 1045: \"Access denied for user 'a'@'b' (using password: YES)\" when trying to connect\n",
    ),
  ),
  entry('wrong-content', 'an error at the end', (dump) =>
    Buffer.concat([
      upTo(dump, 'UNLOCK TABLES;\n'),
      Buffer.from(
        'mysqldump: Error 2013: Lost connection to MySQL server during query when dumping table `x` at row: 9\n',
      ),
    ]),
  ),
  entry('corrupt', 'NUL bytes', (dump) => swap(dump, '(4,0xABCD)', '(4,0x\0\0\0\0)')),
  entry('corrupt', 'a quote lost', (dump) => swap(dump, "'a;b' COMMENT", "'a;b COMMENT")),
  entry('corrupt', 'noise', (dump) => swap(dump, 'CREATE TABLE `odd', 'CR\u0000\u0001TE TABLE `odd')),
  entry('corrupt', 'a word damaged', (dump) => swap(dump, 'CREATE TABLE `odd', 'CREBTE TABLE `odd')),
  entry('unsafe', 'a command of the shell', withLine('\\! id')),
  entry('unsafe', 'M09 system', withLine('system id')),
  entry('unsafe', 'source', withLine('source /etc/passwd')),
  entry('unsafe', 'tee', withLine('tee /tmp/x')),
  entry('unsafe', 'backslash dot', withLine('\\. /etc/passwd')),
  entry('unsafe', 'LOAD DATA', withLine("LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE users;")),
  entry(
    'unsafe',
    'in a comment that runs',
    withLine("/*!50000 LOAD DATA INFILE '/etc/passwd' INTO TABLE users */;"),
  ),
  entry('unsafe', 'INTO OUTFILE', withLine("SELECT '<?php' INTO OUTFILE '/var/www/x.php';")),
  entry('unsafe', 'a library', withLine("CREATE FUNCTION sys_exec RETURNS int SONAME 'x.so';")),
  entry('unsafe', 'a plugin', withLine("INSTALL PLUGIN x SONAME 'x.so';")),
]

/** Where its last line begins. */
export const CLOSING_AT = MYSQL_8.length - CLOSING.length
