/* The statements that make a corpus file, NULL-terminated: see schema.c. */
#ifndef TOOLKIT_STORE_SCHEMA_H
#define TOOLKIT_STORE_SCHEMA_H

extern const char *const tkit_schema[];

#endif
