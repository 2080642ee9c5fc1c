/** Symbolic names of the errors that a restore meets (errmsg of MariaDB and MySQL), by their numbers. */
const NAMES: Readonly<Record<number, string>> = {
  1005: 'ER_CANT_CREATE_TABLE',
  1021: 'ER_DISK_FULL',
  1022: 'ER_DUP_KEY',
  1026: 'ER_ERROR_ON_WRITE',
  1037: 'ER_OUTOFMEMORY',
  1041: 'ER_OUT_OF_RESOURCES',
  1044: 'ER_DBACCESS_DENIED_ERROR',
  1045: 'ER_ACCESS_DENIED_ERROR',
  1046: 'ER_NO_DB_ERROR',
  1048: 'ER_BAD_NULL_ERROR',
  1049: 'ER_BAD_DB_ERROR',
  1050: 'ER_TABLE_EXISTS_ERROR',
  1054: 'ER_BAD_FIELD_ERROR',
  1060: 'ER_DUP_FIELDNAME',
  1061: 'ER_DUP_KEYNAME',
  1062: 'ER_DUP_ENTRY',
  1064: 'ER_PARSE_ERROR',
  1067: 'ER_INVALID_DEFAULT',
  1071: 'ER_TOO_LONG_KEY',
  1072: 'ER_KEY_COLUMN_DOES_NOT_EXITS',
  1100: 'ER_TABLE_NOT_LOCKED',
  1101: 'ER_BLOB_CANT_HAVE_DEFAULT',
  1109: 'ER_UNKNOWN_TABLE',
  1114: 'ER_RECORD_FILE_FULL',
  1115: 'ER_UNKNOWN_CHARACTER_SET',
  1118: 'ER_TOO_BIG_ROWSIZE',
  1136: 'ER_WRONG_VALUE_COUNT_ON_ROW',
  1142: 'ER_TABLEACCESS_DENIED_ERROR',
  1146: 'ER_NO_SUCH_TABLE',
  1153: 'ER_NET_PACKET_TOO_LARGE',
  1180: 'ER_ERROR_DURING_COMMIT',
  1193: 'ER_UNKNOWN_SYSTEM_VARIABLE',
  1215: 'ER_CANNOT_ADD_FOREIGN',
  1227: 'ER_SPECIFIC_ACCESS_DENIED_ERROR',
  1231: 'ER_WRONG_VALUE_FOR_VAR',
  1235: 'ER_NOT_SUPPORTED_YET',
  1264: 'ER_WARN_DATA_OUT_OF_RANGE',
  1273: 'ER_UNKNOWN_COLLATION',
  1286: 'ER_UNKNOWN_STORAGE_ENGINE',
  1290: 'ER_OPTION_PREVENTS_STATEMENT',
  1292: 'ER_TRUNCATED_WRONG_VALUE',
  1305: 'ER_SP_DOES_NOT_EXIST',
  1356: 'ER_VIEW_INVALID',
  1366: 'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
  1370: 'ER_PROCACCESS_DENIED_ERROR',
  1406: 'ER_DATA_TOO_LONG',
  1418: 'ER_BINLOG_UNSAFE_ROUTINE',
  1419: 'ER_BINLOG_CREATE_ROUTINE_NEED_SUPER',
  1449: 'ER_NO_SUCH_USER',
  1451: 'ER_ROW_IS_REFERENCED_2',
  1452: 'ER_NO_REFERENCED_ROW_2',
  1524: 'ER_PLUGIN_IS_NOT_LOADED',
  4166: 'ER_LOAD_INFILE_CAPABILITY_DISABLED',
}

/** `1062 (ER_DUP_ENTRY)`; the SQLSTATE where there is no name. */
export function nameOfError(code: number, state: string): string {
  const name = NAMES[code] ?? (state === '' ? undefined : `SQLSTATE ${state}`)
  return name === undefined ? String(code) : `${code} (${name})`
}

/** Rights that a restore is not given: 1227 SUPER and the like, 1290 options of the server. */
const DENIED = [1044, 1045, 1142, 1143, 1227, 1290, 1370, 1410, 1418, 1419, 3619, 4166]
/** What this server does not have: character sets, engines, plugins, settings. */
const UNKNOWN = [1115, 1128, 1193, 1231, 1235, 1273, 1284, 1286, 1289, 1449, 1524]
const RESOURCES = [3, 23, 24, 28, 1021, 1026, 1037, 1038, 1040, 1041, 1114, 1153, 1180, 1206, 3024]
/** What no version says of a good dump: keys that stand twice, rows of another width, names that are not there. */
const OF_DATA = [1022, 1046, 1048, 1049, 1054, 1062, 1100, 1136, 1146, 1264, 1292, 1366, 1406, 1451, 1452]

/** What an error says of a dump. `isNative`: the same server, no newer than ours, wrote it. */
export type ErrorMeaning = 'rights' | 'missing' | 'resources' | 'version' | 'damage'

/** Pure; `kind` is that of the statement that was refused, empty where it is not known. */
export function meaningOf(code: number, kind: string, isNative: boolean): ErrorMeaning {
  if (DENIED.includes(code)) return 'rights'
  if (UNKNOWN.includes(code)) return 'missing'
  if (RESOURCES.includes(code)) return 'resources'
  if (isNative || OF_DATA.includes(code)) return 'damage'
  // What inserts rows is written the same way by every version.
  return /^(?:INSERT|REPLACE|LOCK|UNLOCK|USE)\b/.test(kind) ? 'damage' : 'version'
}
