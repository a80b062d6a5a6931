"""计时说明书: a clock's explanation as a numbered paper that anyone can verify.

`articles` says by which law each step is counted, `facts` puts rows into the words of the paper, `commands` issues it.
The paper is in Chinese whatever language the screen has, because it is read by authorities and courts.
"""
