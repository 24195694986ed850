"""Where words stand in the whole house."""

from gensui.cases import written as cases
from gensui.oversight import written as oversight
from gensui.security import written as security

WRITTEN = (cases.WRITTEN, *security.WRITTEN, *oversight.WRITTEN)
