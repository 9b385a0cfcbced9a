/* The table that make_schemas.py wrote, as it is. */
  .section .rodata
  .balign 8
  .global kMeshplaySchemas
  .type kMeshplaySchemas, %object
kMeshplaySchemas:
  .incbin SCHEMAS
  .size kMeshplaySchemas, . - kMeshplaySchemas

  .section .note.GNU-stack, "", %progbits
