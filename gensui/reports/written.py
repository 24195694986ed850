"""Where words stand in the whole house."""

from gensui.cases import written as cases

WRITTEN = (cases.WRITTEN,)
