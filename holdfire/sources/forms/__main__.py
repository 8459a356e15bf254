"""Write the forms: ``python -m holdfire.sources.forms FOLDER``."""

from holdfire.sources.forms import main

main()
