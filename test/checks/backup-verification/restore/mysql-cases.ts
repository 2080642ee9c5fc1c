import type { Word } from '../../../../src/checks/backup-verification/intake.ts'
import { swap, throughTerminal, upTo } from '../sql/cases.ts'

export const SHOP = String.raw`
CREATE DATABASE shop; CREATE DATABASE other;
CREATE TABLE other.t (a int); INSERT INTO other.t VALUES (7);
USE shop;
CREATE TABLE users (id int PRIMARY KEY, name varchar(100) CHARACTER SET utf8mb4, b blob, at datetime);
INSERT INTO users VALUES (1, 'it''s; a', '\0\n\\', '2024-01-15 02:30:00'), (2, 'x),(y', '', NULL),
  (3, '-- Dump completed', NULL, NULL), (4, 'Zoë', x'ff00fe', NULL);
CREATE TABLE orders (id int PRIMARY KEY, user_id int, total tinyint,
  CONSTRAINT o FOREIGN KEY (user_id) REFERENCES users (id));
INSERT INTO orders VALUES (1, 1, 10), (2, 3, 20), (3, NULL, 30);
CREATE TABLE ${'`odd ``t`'} (a int); INSERT INTO ${'`odd ``t`'} VALUES (1), (2);
CREATE TABLE ${'`Ünï`'} (a int); INSERT INTO ${'`Ünï`'} VALUES (1);
CREATE TABLE empty_one (a int);
CREATE TABLE fast (a int) ENGINE=MyISAM; INSERT INTO fast VALUES (1);
CREATE USER absent; GRANT ALL ON shop.* TO absent;
CREATE DEFINER=absent VIEW v AS SELECT id FROM users;
DELIMITER //
CREATE FUNCTION f() RETURNS int DETERMINISTIC BEGIN RETURN 1; END//
CREATE DEFINER=absent PROCEDURE p() BEGIN SELECT ';'; -- it's;
SELECT 2; END//
CREATE DEFINER=absent TRIGGER tr BEFORE INSERT ON users FOR EACH ROW BEGIN SET NEW.name = CONCAT(NEW.name, ''); SET @x = 1; END//
CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM users WHERE id = 0; END//
DELIMITER ;
CREATE VIEW w AS SELECT f() AS one;
`

/** What mariadb-dump is asked for; all of it is good. */
export const GOOD: readonly (readonly string[])[] = [
  ['--routines', 'shop'],
  ['--routines', '--events', '--triggers', 'shop'],
  ['--routines', '--compact', 'shop'],
  ['--routines', '--skip-comments', 'shop'],
  ['--routines', '--skip-extended-insert', '--hex-blob', '--complete-insert', 'shop'],
  ['--routines', '--skip-opt', '--add-drop-database', '--databases', 'shop'],
  ['--routines', '--databases', 'shop', 'other'],
  ['--routines', '--insert-ignore', 'shop'],
  ['--routines', '--replace', '--no-autocommit', 'shop'],
  [
    '--routines',
    '--tz-utc',
    '--single-transaction',
    '--set-charset',
    '--default-character-set=utf8mb4',
    'shop',
  ],
  ['--all-databases', '--routines'],
  ['--all-databases', '--skip-comments', '--routines'],
  ['other'],
]

/** What becomes of a dump of `shop`, and what the restore says of it. */
export interface RestoreCase {
  readonly name: string
  readonly change: (dump: Buffer) => Buffer
  readonly word: Word | 'ok' | 'lack'
  readonly says: RegExp
}

const one = (name: string, change: RestoreCase['change'], word: RestoreCase['word'], says: RegExp) => ({
  name,
  change,
  word,
  says,
})
const without = (dump: Buffer, from: string, to: string) => {
  const start = dump.indexOf(from)
  const end = dump.indexOf(to, start)
  if (start < 0 || end < 0) throw new Error(`${from} or ${to} is not there`)
  return Buffer.concat([dump.subarray(0, start), dump.subarray(end)])
}

export const CASES: readonly RestoreCase[] = [
  one('as it is', (dump) => dump, 'ok', /^$/),
  one('with CR LF', throughTerminal, 'ok', /^$/),
  one(
    'of replication',
    (dump) =>
      swap(
        dump,
        /\n\n--\n/,
        "\nSET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;\nSET @@SESSION.SQL_LOG_BIN= 0;\nSET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5,\n4e11fa47-71ca-11e1-9e33-c80aa9429562:1-5';\n\n--\n",
      ),
    'ok',
    /^$/,
  ),
  one(
    'with a key twice',
    (dump) => swap(dump, "(2,'x),(y'", "(1,'x),(y'"),
    'corrupt',
    /INSERT at line \d+: 1062 \(ER_DUP_ENTRY\)$/,
  ),
  one('with a value too many', (dump) => swap(dump, '(3,NULL,30)', '(3,NULL,30,4)'), 'corrupt', /1136/),
  one(
    'with a flipped bit in a statement',
    (dump) => swap(dump, 'INSERT INTO `orders`', 'INSERT INTO `ordars`'),
    'corrupt',
    /1146 \(ER_NO_SUCH_TABLE\)|1100 \(ER_TABLE_NOT_LOCKED\)/,
  ),
  one(
    'with a flipped bit in a word',
    (dump) => swap(dump, 'CREATE TABLE `orders`', 'CREATE TABME `orders`'),
    'corrupt',
    /1064 \(ER_PARSE_ERROR\)/,
  ),
  one(
    'with a reference to nobody',
    (dump) => swap(dump, '(2,3,20)', '(2,9,20)'),
    'corrupt',
    /^1 row of orders point to no row of users$/,
  ),
  one(
    'with another character set',
    (dump) => swap(dump, 'Zo\u00c3\u00ab', 'Zo\u00eb'),
    'corrupt',
    /1366 \(ER_TRUNCATED_WRONG_VALUE_FOR_FIELD\), 1 time/,
  ),
  one('with a number that is too large', (dump) => swap(dump, '(1,1,10)', '(1,1,999)'), 'corrupt', /1264/),
  one(
    'without a function that a view needs',
    (dump) => without(dump, 'CREATE DEFINER=`root`@`localhost` FUNCTION', ';;\nDELIMITER ;'),
    'corrupt',
    /1305|1064/,
  ),
  one('cut in a statement', (dump) => upTo(dump, "(3,'-- Dump"), 'incomplete', /./),
  one(
    'of a row that a trigger takes away',
    (dump) => Buffer.concat([dump, Buffer.from('DELETE FROM fast;\n')]),
    'corrupt',
    /^fast has 0 rows after the restore, and the dump holds 1$/,
  ),
  one(
    'of a table that is dropped again',
    (dump) => Buffer.concat([dump, Buffer.from('DROP/**/TABLE fast;\n')]),
    'corrupt',
    /^fast is not there/,
  ),
  one(
    'of MySQL 8',
    (dump) => swap(dump, /utf8mb4_\w+_ci/, 'utf8mb4_0900_ai_ci'),
    'lack',
    /1273 \(ER_UNKNOWN_COLLATION\), which names something/,
  ),
  one(
    'of an engine that is not there',
    (dump) =>
      swap(dump, "SQL_MODE='NO_AUTO_VALUE_ON_ZERO'", "SQL_MODE='NO_ENGINE_SUBSTITUTION'").length > 0
        ? swap(
            swap(dump, "SQL_MODE='NO_AUTO_VALUE_ON_ZERO'", "SQL_MODE='NO_ENGINE_SUBSTITUTION'"),
            'ENGINE=MyISAM',
            'ENGINE=RocksDB',
          )
        : dump,
    'lack',
    /1286 \(ER_UNKNOWN_STORAGE_ENGINE\)/,
  ),
  one(
    'of a newer server',
    (dump) =>
      swap(
        swap(dump, /Server version\s+\d+\.\d+/, 'Server version\t99.1'),
        'CREATE TABLE `orders`',
        'CREATE VECTOR TABLE `orders`',
      ),
    'lack',
    /1064 .* newer version may understand/,
  ),
  one(
    'of accounts',
    (dump) => Buffer.concat([dump, Buffer.from("CREATE USER x IDENTIFIED BY 'y';\n")]),
    'lack',
    /needs rights/,
  ),
  one(
    'with a file to read',
    (dump) => Buffer.concat([dump, Buffer.from("LOAD DATA INFILE '/etc/passwd' INTO TABLE users;\n")]),
    'lack',
    /unsafe/,
  ),
  one(
    'with a file to write',
    (dump) => Buffer.concat([dump, Buffer.from("SELECT 1 INTO OUTFILE '/tmp/x';\n")]),
    'lack',
    /unsafe/,
  ),
  one(
    'with a library',
    (dump) => Buffer.concat([dump, Buffer.from("CREATE FUNCTION sys_exec RETURNS int SONAME 'udf.so';\n")]),
    'lack',
    /unsafe/,
  ),
  one('with a command', (dump) => Buffer.concat([dump, Buffer.from('\\! touch /tmp/x\n')]), 'lack', /unsafe/),
]
