" Rule files of Meshplay.
if exists('b:current_syntax')
  finish
endif

syn keyword meshModifier private public deprecated unsafe
syn keyword meshDeclaration language package import as model kind field relationship define deny warn advise test
syn keyword meshItem on from to via bind where docs category tags standard param at message help fix set remove append given yaml json file expect findings snapshot
syn keyword meshQuantifier some no every all of by
syn keyword meshOperator and or not in is default includes selects matches like starts_with ends_with within except
syn match meshOperator /\<contains\>/
syn keyword meshConstant true false present absent
syn keyword meshAggregate count sum min max avg collect

syn match meshMember /\.\h\w*/
syn match meshNumber /\<\d\+\(\.\d\+\)\?\>/
syn match meshKind /\<\u\w*\>/
syn match meshComponent /\<\u\w*\/[a-z0-9][-a-z0-9_.:\/]*/
syn region meshString start=/"/ skip=/\\./ end=/"\|$/
syn region meshMessage start=/\(\<\(message\|help\)\s\+\)\@<="/ skip=/\\./ end=/"\|$/ contains=meshBrace,meshPart
syn match meshBrace /{{\|}}/ contained
syn match meshPart /{\(\\"\([^"\\]\|\\[^"]\)*\\"\|[^{}"\\]\)\+}/ contained
syn region meshText start=/"""/ end=/"""/
syn match meshComment /\/\/.*/
syn match meshDoc /\/\/\/\/\@!.*/
syn region meshComment start=/\/\*/ end=/\*\//
syn sync minlines=300

hi def link meshModifier StorageClass
hi def link meshDeclaration Structure
hi def link meshItem Keyword
hi def link meshQuantifier Repeat
hi def link meshOperator Operator
hi def link meshConstant Constant
hi def link meshAggregate Function
hi def link meshMember Identifier
hi def link meshNumber Number
hi def link meshKind Type
hi def link meshComponent Type
hi def link meshString String
hi def link meshMessage String
hi def link meshText String
hi def link meshBrace SpecialChar
hi def link meshPart Special
hi def link meshComment Comment
hi def link meshDoc SpecialComment

let b:current_syntax = 'meshplay'
