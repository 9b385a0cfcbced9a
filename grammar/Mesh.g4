// The rules language of Meshplay. README.md beside this file is its reference by example.
//
// Nearly every decision needs two or three words of lookahead, so that a mistake is found where it was made. What the
// shape alone does not say is checked while the tree is built: comparisons do not chain, only a name can be called,
// and the `where` of a quantifier ends where its variables are no longer mentioned (README.md, "Quantifiers").
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
modelDecl    : MODEL hyphenated STRING? ;

modifier
    : PRIVATE
    | PUBLIC
    | DEPRECATED STRING?
    ;

// ---- declarations

kindDecl         : KIND name ASSIGN kindExpr ;
fieldDecl        : FIELD name LPAREN parameters? RPAREN ( COLON kindExpr )? ASSIGN expr ;
relationshipDecl : RELATIONSHIP name COLON taxonomy LBRACE relationshipItem* RBRACE ;
defineDecl       : DEFINE name LPAREN parameters? RPAREN LBRACE bodyItem* RBRACE ;
ruleDecl         : ( DENY | WARN | ADVISE ) name ON name COLON kindExpr LBRACE ruleItem* RBRACE ;
testDecl         : TEST STRING LBRACE testItem* RBRACE ;

parameters : parameter ( COMMA parameter )* ;
parameter  : name COLON kindExpr ;

taxonomy : hyphenated ( DOT hyphenated )* ;

relationshipItem
    : role
    | attribute
    | bodyItem
    ;

role : ( FROM | TO | VIA ) name COLON kindExpr ;

ruleItem
    : attribute
    | atItem
    | messageItem
    | helpItem
    | fixItem
    | bodyItem
    ;

attribute
    : docsItem
    | categoryItem
    | tagsItem
    | standardItem
    | paramItem
    ;

docsItem     : DOCS STRING ;
categoryItem : CATEGORY hyphenated ;
tagsItem     : TAGS hyphenated ( COMMA hyphenated )* ;
standardItem : STANDARD STRING ( COMMA STRING )* ;
paramItem    : PARAM name COLON name ASSIGN expr ;

atItem      : AT operand ;
messageItem : MESSAGE STRING ;
helpItem    : HELP expr ;

fixItem : FIX UNSAFE? ( SET operand ASSIGN expr | REMOVE operand | APPEND operand ASSIGN expr ) ;

bodyItem
    : whereItem
    | bindItem
    | condition
    ;

whereItem : WHERE expr ;
bindItem  : BIND operand ARROW operand ;

// A condition that stands alone begins with a word, so that it is never read as the rest of what stands before it; and
// a single word is no condition, so that a misspelt item is not taken for one.
condition : standing ( AND unary )* ( OR conjunction )* ;
standing
    : NOT unary
    | quantifier
    | aggregate postfix* comparison*
    | name ( postfix+ comparison* | comparison+ )
    ;

// ---- kinds

kindExpr  : kindUnion ( EXCEPT kindUnion )? ;
kindUnion : kindAtom ( PIPE kindAtom )* ;
kindAtom
    : LPAREN kindExpr RPAREN
    | kindName ( OF hyphenated STRING? )?
    ;
kindName
    : STRING ( SLASH hyphenated )+
    | hyphenated ( DOT hyphenated )* ( SLASH hyphenated )*
    ;

// ---- conditions, loosest first

expr        : disjunction ( QUESTION expr COLON expr )? ;
disjunction : conjunction ( OR conjunction )* ;
conjunction : unary ( AND unary )* ;
unary
    : NOT unary
    | quantifier
    | operand comparison*
    ;

quantifier : ( SOME | NO | EVERY ) binder ( COMMA binder )* ( WHERE expr )? ;

binder
    : name COLON kindExpr
    | name ( COMMA name )? IN operand
    ;

comparison
    : comparator operand
    | IS NOT? ( PRESENT | ABSENT | kindExpr )
    ;

comparator
    : EQ | NE | LT | LE | GT | GE | IN | INCLUDES | SELECTS | MATCHES | LIKE | STARTS_WITH | ENDS_WITH | CONTAINS
    | WITHIN
    ;

// ---- values; the order of the alternatives is the order of binding, tightest first

operand
    : reference
    | MINUS operand
    | operand ( STAR | SLASH | PERCENT ) operand
    | operand ( PLUS | MINUS ) operand
    | operand DEFAULT operand
    ;

reference : primary postfix* ;

primary
    : STRING
    | NUMBER
    | TRUE
    | FALSE
    | COMPONENT
    | ALL kindExpr
    | aggregate
    | name
    | LPAREN expr RPAREN
    | list
    | map
    ;

postfix
    : DOT key
    | LPAREN ( argument ( COMMA argument )* COMMA? )? RPAREN
    | LBRACK selectKey EQ operand RBRACK
    | LBRACK operand RBRACK
    ;

argument  : ( argumentName COLON )? expr ;
selectKey : key ( DOT key )* ;

aggregate     : aggregateWord LPAREN aggregateBody RPAREN ;
aggregateWord : COUNT | SUM | MIN | MAX | AVG | COLLECT ;
aggregateBody
    : range
    | operand ( OF range )?
    ;
range : binder ( COMMA binder )* ( WHERE expr )? ( BY operand )? ;

list     : LBRACK ( expr ( COMMA expr )* COMMA? )? RBRACK ;
map      : LBRACE ( mapEntry ( COMMA mapEntry )* COMMA? )? RBRACE ;
mapEntry : key COLON expr ;

// ---- tests

testItem
    : GIVEN given
    | EXPECT expectation
    ;

given
    : ( YAML | JSON ) STRING
    | FILE STRING
    | PARAM dotted ASSIGN expr
    ;

expectation
    : NO FINDINGS                                                # expectNothing
    | NO? FIX dotted ON componentRef ( YAML STRING )?            # expectFix
    | SNAPSHOT STRING                                            # expectSnapshot
    | NO? dotted ( LPAREN componentRef ( COMMA componentRef )* RPAREN
                 | ON componentRef ( AT path )? ( MESSAGE STRING )? )  # expectResult
    ;

componentRef : COMPONENT | STRING ;
path         : key ( DOT key | LBRACK ( NUMBER | STRING ) RBRACK )* ;

// What a string inside `{` and `}` of a message holds.
interpolated : expr EOF ;

// ---- names. A word of the language stays usable as a name wherever it cannot be misread, and always as a key of a path.

dotted       : name ( DOT key )* ;
hyphenated   : name ( MINUS ( name | NUMBER ) )* ;
key          : name | itemWord | reservedWord | STRING ;
argumentName : name | itemWord ;
name         : NAME | softWord ;

softWord
    : LANGUAGE | PACKAGE | IMPORT | AS | MODEL | PRIVATE | PUBLIC | DEPRECATED
    | KIND | FIELD | RELATIONSHIP | DEFINE | DENY | WARN | ADVISE | TEST | ON
    | UNSAFE | SET | REMOVE | APPEND | CONTAINS | COUNT | SUM | MIN | MAX | AVG | COLLECT
    | YAML | JSON | FILE
    ;

// These begin an item of a declaration.
itemWord
    : FROM | TO | VIA | BIND | DOCS | CATEGORY | TAGS | STANDARD | PARAM | AT | MESSAGE | HELP | FIX | GIVEN | EXPECT
    | FINDINGS | SNAPSHOT
    ;

reservedWord
    : WHERE | AND | OR | NOT | SOME | NO | EVERY | IN | IS | ALL | PRESENT | ABSENT | DEFAULT | INCLUDES | SELECTS
    | MATCHES | LIKE | STARTS_WITH | ENDS_WITH | WITHIN | TRUE | FALSE | EXCEPT | OF | BY
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
    | '"' ( '\\' ~[\r\n] | ~["\\\r\n] )* '"'
    ;

DOC     : '///' ( ~[/\r\n] ~[\r\n]* )? -> channel(HIDDEN) ;
COMMENT : '//' ~[\r\n]*                 -> channel(HIDDEN) ;
BLOCK   : '/*' .*? '*/'                 -> channel(HIDDEN) ;
SPACE   : [ \t\r\n]+                    -> skip ;

// What no rule takes: beginnings that were never closed, and what other languages write. They are tokens so that the
// message can say what to write instead.
OPEN_STRING   : '"' ( '\\' ~[\r\n] | ~["\\\r\n] )* '\\'? ;
OPEN_TEXT     : '"""' ( ~'"' | '"' ~'"' | '""' ~'"' )* '"'? '"'? ;
OPEN_BLOCK    : '/*' ( ~'*' | '*'+ ~[*/] )* '*'* ;
SINGLE_QUOTED : '\'' ( '\\' ~[\r\n] | ~['\\\r\n] )* '\'' ;
HASH          : '#' ~[\r\n]* ;
SEMICOLON     : ';' ;
BACK_QUOTED   : '`' ~[`\r\n]* '`' ;
FOREIGN       : '&&' | '||' | '!' | ':=' | '===' | '!==' | '=~' | '!~' | '<>' | '=>' | '=<' | '->' | '??' | '?.' ;
OTHER         : . ;
