/** Conditions that restores meet, by their SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html). */
const CONDITIONS = `0A000 feature_not_supported
21000 cardinality_violation
22000 data_exception
22001 string_data_right_truncation
22003 numeric_value_out_of_range
22004 null_value_not_allowed
22007 invalid_datetime_format
22008 datetime_field_overflow
2200M invalid_xml_document
2200N invalid_xml_content
22012 division_by_zero
22021 character_not_in_repertoire
22023 invalid_parameter_value
22030 duplicate_json_object_key_value
22032 invalid_json_text
22P02 invalid_text_representation
22P03 invalid_binary_representation
22P04 bad_copy_file_format
22P05 untranslatable_character
23000 integrity_constraint_violation
23502 not_null_violation
23503 foreign_key_violation
23505 unique_violation
23514 check_violation
23P01 exclusion_violation
25001 active_sql_transaction
25006 read_only_sql_transaction
25P02 in_failed_sql_transaction
2BP01 dependent_objects_still_exist
3D000 invalid_catalog_name
3F000 invalid_schema_name
42501 insufficient_privilege
42601 syntax_error
42602 invalid_name
42611 invalid_column_definition
42622 name_too_long
42701 duplicate_column
42702 ambiguous_column
42703 undefined_column
42704 undefined_object
42710 duplicate_object
42712 duplicate_alias
42723 duplicate_function
42725 ambiguous_function
42803 grouping_error
42804 datatype_mismatch
42809 wrong_object_type
42830 invalid_foreign_key
42846 cannot_coerce
42883 undefined_function
42939 reserved_name
42P01 undefined_table
42P04 duplicate_database
42P06 duplicate_schema
42P07 duplicate_table
42P10 invalid_column_reference
42P13 invalid_function_definition
42P16 invalid_table_definition
42P17 invalid_object_definition
42P18 indeterminate_datatype
42P21 collation_mismatch
42P22 indeterminate_collation
53000 insufficient_resources
53100 disk_full
53200 out_of_memory
53300 too_many_connections
54000 program_limit_exceeded
54001 statement_too_complex
54011 too_many_columns
55000 object_not_in_prerequisite_state
55006 object_in_use
57014 query_canceled
57P01 admin_shutdown
57P02 crash_shutdown
57P03 cannot_connect_now
58030 io_error
58P01 undefined_file
P0001 raise_exception
XX000 internal_error
XX001 data_corrupted
XX002 index_corrupted`

/** Classes that say nothing of the dump: the connection, the machine, the server, its extensions. */
const MACHINE = new Set(['08', '53', '54', '57', '58', 'F0', 'HV', 'XX'])

/** What is not there, by its kind. */
const ABSENT = new Set(['42P01', '42703', '42704', '42883', '3F000', '3D000'])

/** How a SQLSTATE is told: with the name of its condition, where it is one of those that restores meet. */
export function tellState(code: string): string {
  if (!/^[0-9A-Z]{5}$/.test(code)) return 'without an SQLSTATE'
  const at = `\n${CONDITIONS}`.indexOf(`\n${code} `)
  if (at < 0) return code
  return CONDITIONS.slice(at).split('\n', 1)[0] ?? code
}

/** Whether it is this machine or this server that could not, whatever the dump says. */
export function isMachine(code: string): boolean {
  return code === '0A000' || code === '' || MACHINE.has(code.slice(0, 2))
}

/** Whether something that a statement speaks of is not there. */
export function isAbsent(code: string): boolean {
  return ABSENT.has(code)
}
