autocmd BufRead,BufNewFile *.mesh setfiletype meshplay
autocmd FileType meshplay setlocal commentstring=//\ %s shiftwidth=2 expandtab
