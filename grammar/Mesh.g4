// The rules language of Meshplay. README.md beside this file is its reference by example.
grammar Mesh;

file : item* EOF ;

item
    : languageDecl
    | packageDecl
    | importDecl
    | modelDecl
    | modifier* ( kindDecl | fieldDecl | relationshipDecl | defineDecl | ruleDecl | testDecl )
    ;

languageDecl : LANGUAGE STRING ;
packageDecl  : PACKAGE dotted ;
importDecl   : IMPORT dotted ( AS name )? ;
modelDecl    : MODEL name STRING? ;

modifier
    : PRIVATE
    | PUBLIC
    | DEPRECATED STRING?
    ;

// ---- declarations

kindDecl         : KIND name ASSIGN kindExpr ;
fieldDecl        : FIELD name LPAREN parameters? RPAREN ( COLON kindExpr )? ASSIGN expr ;
relationshipDecl : RELATIONSHIP name COLON taxonomy LBRACE relationshipItem* RBRACE ;
defineDecl       : DEFINE name LPAREN parameters? RPAREN LBRACE bodyItem+ RBRACE ;
ruleDecl         : ( DENY | WARN | ADVISE ) name ON name COLON kindExpr LBRACE ruleItem* RBRACE ;
testDecl         : TEST STRING LBRACE testItem* RBRACE ;

parameters : parameter ( COMMA parameter )* ;
parameter  : name COLON kindExpr ;

taxonomy     : taxonomyPart ( DOT taxonomyPart )* ;
taxonomyPart : name ( MINUS name )* ;

relationshipItem
    : ( FROM | TO | VIA ) name COLON kindExpr    # role
    | attribute                                  # relationshipAttribute
    | bodyItem                                   # relationshipBody
    ;

ruleItem
    : attribute
    | AT expr
    | MESSAGE STRING
    | HELP expr
    | fix
    | bodyItem
    ;

attribute
    : DOCS STRING
    | CATEGORY name
    | TAGS name ( COMMA name )*
    | STANDARD STRING ( COMMA STRING )*
    | PARAM name COLON name ASSIGN expr
    ;

fix
    : FIX UNSAFE? SET expr ASSIGN expr
    | FIX UNSAFE? REMOVE expr
    | FIX UNSAFE? APPEND expr ASSIGN expr
    ;

bodyItem
    : WHERE expr               # whereItem
    | BIND expr ARROW expr     # bindItem
    | expr                     # conditionItem
    ;

// ---- kinds

kindExpr  : kindUnion ( EXCEPT kindUnion )? ;
kindUnion : kindAtom ( PIPE kindAtom )* ;
kindAtom
    : LPAREN kindExpr RPAREN
    | kindName ( OF name STRING? )?
    ;
kindName : ( STRING | dotted ) ( SLASH name )* ;

// ---- expressions; the order of the alternatives is the order of binding, tightest first

expr
    : primary                                                          # primaryExpr
    | expr DOT key                                                     # member
    | expr LBRACK selectKey EQ expr RBRACK                             # select
    | expr LBRACK expr RBRACK                                          # subscript
    | MINUS expr                                                       # negate
    | expr ( STAR | SLASH | PERCENT ) expr                             # product
    | expr ( PLUS | MINUS ) expr                                       # total
    | expr DEFAULT expr                                                # fallback
    | expr comparison expr                                             # compare
    | expr IS NOT? ( PRESENT | ABSENT | kindExpr )                     # is
    | NOT expr                                                         # negation
    | ( SOME | NO | EVERY ) binder ( COMMA binder )* ( WHERE expr )?   # quantifier
    | expr AND expr                                                    # conjunction
    | expr OR expr                                                     # disjunction
    | <assoc=right> expr QUESTION expr COLON expr                      # conditional
    ;

comparison
    : EQ | NE | LT | LE | GT | GE | IN | INCLUDES | SELECTS | MATCHES | LIKE | STARTS_WITH | ENDS_WITH | CONTAINS
    | WITHIN
    ;

binder
    : name COLON kindExpr          # kindBinder
    | name ( COMMA name )? IN expr # elementBinder
    ;

selectKey : key ( DOT key )* ;

primary
    : STRING
    | NUMBER
    | TRUE
    | FALSE
    | COMPONENT
    | ALL kindExpr
    | aggregate
    | dotted LPAREN ( argument ( COMMA argument )* COMMA? )? RPAREN
    | name
    | LPAREN expr RPAREN
    | list
    | map
    ;

aggregate : ( COUNT | SUM | MIN | MAX | AVG | COLLECT ) LPAREN aggregateBody RPAREN ;
aggregateBody
    : ( expr OF )? binder ( COMMA binder )* ( WHERE expr )? ( BY expr )?
    | expr
    ;

argument : ( name COLON )? expr ;
list     : LBRACK ( expr ( COMMA expr )* COMMA? )? RBRACK ;
map      : LBRACE ( mapEntry ( COMMA mapEntry )* COMMA? )? RBRACE ;
mapEntry : ( name | STRING ) COLON expr ;

// ---- tests

testItem
    : GIVEN ( YAML | JSON ) STRING                                             # givenText
    | GIVEN FILE STRING                                                        # givenFile
    | GIVEN PARAM dotted ASSIGN expr                                           # givenParam
    | EXPECT NO? dotted LPAREN componentRef ( COMMA componentRef )* RPAREN     # expectRelation
    | EXPECT NO? dotted ON componentRef ( AT path )? ( MESSAGE STRING )?       # expectFinding
    | EXPECT NO FINDINGS                                                       # expectNothing
    | EXPECT FIX dotted ON componentRef ( YAML STRING )?                       # expectFix
    | EXPECT SNAPSHOT STRING                                                   # expectSnapshot
    ;

componentRef : COMPONENT | STRING ;
path         : key ( DOT key | LBRACK ( NUMBER | STRING ) RBRACK )* ;

// ---- names. Words of the language stay usable as names wherever they cannot be misread, and always as keys.

dotted : name ( DOT key )* ;
key    : name | hardWord | STRING ;

name : NAME | softWord ;

softWord
    : LANGUAGE | PACKAGE | IMPORT | AS | MODEL | KIND | FIELD | TEST | FROM | TO | VIA | DOCS | CATEGORY | TAGS
    | STANDARD | PARAM | FIX | UNSAFE | SET | REMOVE | APPEND | AT | MESSAGE | HELP | OF | BY | COUNT | SUM | MIN | MAX
    | AVG | COLLECT | GIVEN | YAML | JSON | FILE | EXPECT | FINDINGS | SNAPSHOT | PRIVATE | PUBLIC | DEPRECATED
    | PRESENT | ABSENT | ON | CONTAINS | DENY | WARN | ADVISE | RELATIONSHIP | DEFINE | BIND | EXCEPT
    ;

hardWord
    : WHERE | AND | OR | NOT | SOME | NO | EVERY | IN | IS | ALL | DEFAULT | INCLUDES | SELECTS | MATCHES | LIKE
    | STARTS_WITH | ENDS_WITH | WITHIN | TRUE | FALSE
    ;

// ---- tokens

LANGUAGE : 'language' ; PACKAGE : 'package' ; IMPORT : 'import' ; AS : 'as' ; MODEL : 'model' ;
PRIVATE : 'private' ; PUBLIC : 'public' ; DEPRECATED : 'deprecated' ;
KIND : 'kind' ; FIELD : 'field' ; RELATIONSHIP : 'relationship' ; DEFINE : 'define' ;
DENY : 'deny' ; WARN : 'warn' ; ADVISE : 'advise' ; TEST : 'test' ; ON : 'on' ;
FROM : 'from' ; TO : 'to' ; VIA : 'via' ; BIND : 'bind' ; WHERE : 'where' ;
DOCS : 'docs' ; CATEGORY : 'category' ; TAGS : 'tags' ; STANDARD : 'standard' ; PARAM : 'param' ;
AT : 'at' ; MESSAGE : 'message' ; HELP : 'help' ;
FIX : 'fix' ; UNSAFE : 'unsafe' ; SET : 'set' ; REMOVE : 'remove' ; APPEND : 'append' ;
EXCEPT : 'except' ; OF : 'of' ; BY : 'by' ; ALL : 'all' ;
SOME : 'some' ; NO : 'no' ; EVERY : 'every' ; AND : 'and' ; OR : 'or' ; NOT : 'not' ;
IN : 'in' ; IS : 'is' ; PRESENT : 'present' ; ABSENT : 'absent' ; DEFAULT : 'default' ;
INCLUDES : 'includes' ; SELECTS : 'selects' ; MATCHES : 'matches' ; LIKE : 'like' ;
STARTS_WITH : 'starts_with' ; ENDS_WITH : 'ends_with' ; CONTAINS : 'contains' ; WITHIN : 'within' ;
TRUE : 'true' ; FALSE : 'false' ;
COUNT : 'count' ; SUM : 'sum' ; MIN : 'min' ; MAX : 'max' ; AVG : 'avg' ; COLLECT : 'collect' ;
GIVEN : 'given' ; YAML : 'yaml' ; JSON : 'json' ; FILE : 'file' ;
EXPECT : 'expect' ; FINDINGS : 'findings' ; SNAPSHOT : 'snapshot' ;

LPAREN : '(' ; RPAREN : ')' ; LBRACK : '[' ; RBRACK : ']' ; LBRACE : '{' ; RBRACE : '}' ;
ARROW : '<-' ; EQ : '==' ; NE : '!=' ; LE : '<=' ; GE : '>=' ; LT : '<' ; GT : '>' ; ASSIGN : '=' ;
DOT : '.' ; COMMA : ',' ; COLON : ':' ; QUESTION : '?' ; PIPE : '|' ;
PLUS : '+' ; MINUS : '-' ; STAR : '*' ; SLASH : '/' ; PERCENT : '%' ;

// Kind/name or Kind/namespace/name, as in Service/web and RoleBinding/kube-system/system:reader.
COMPONENT : [A-Z] [A-Za-z0-9]* '/' COMPONENT_PART ( '/' COMPONENT_PART )? ;
fragment COMPONENT_PART : [a-z0-9] ( [-a-z0-9_.:]* [a-z0-9] )? ;

NAME   : [A-Za-z_] [A-Za-z0-9_]* ;
NUMBER : [0-9]+ ( '.' [0-9]+ )? ;

STRING
    : '"""' .*? '"""'
    | '"' ( '\\' . | ~["\\\r\n] )* '"'
    ;

DOC     : '///' ~[\r\n]* -> channel(HIDDEN) ;
COMMENT : '//' ~[\r\n]*  -> channel(HIDDEN) ;
BLOCK   : '/*' .*? '*/'  -> channel(HIDDEN) ;
SPACE   : [ \t\r\n]+     -> skip ;

// What no other token takes, so that the parser can speak of it.
OPEN_STRING : '"' ( '\\' . | ~["\\\r\n] )* ;
OTHER       : . ;
