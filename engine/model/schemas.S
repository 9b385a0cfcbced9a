/* The table that make_schemas.py wrote, as it is. */
  .section .rodata
  .balign 8
  .global meshplay_schemas
  .type meshplay_schemas, %object
meshplay_schemas:
  .incbin SCHEMAS
  .size meshplay_schemas, . - meshplay_schemas

  .section .note.GNU-stack, "", %progbits
