"""``python -m mirrorfold`` is the command ``mirrorfold``."""

from scheduler.cli import main

if __name__ == "__main__":
    main(prog_name="mirrorfold")
