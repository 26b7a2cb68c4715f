"""`python -m helpers` is the console command `contacts`."""

from helpers.cli import main

if __name__ == "__main__":
    main(prog_name="contacts")
