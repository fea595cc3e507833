#!/usr/bin/env python3
"""Runs a command on a terminal of so many columns and prints what it shows there:
    terminal.py COLUMNS COMMAND [ARGUMENT...]"""
import fcntl
import os
import pty
import struct
import sys
import termios

child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 50, int(sys.argv[1]), 0, 0))
    os.environ['NO_COLOR'] = '1'
    os.execvp(sys.argv[2], sys.argv[2:])
shown = b''
while True:
    try:
        more = os.read(terminal, 65536)
    except OSError:  # the command has ended
        break
    if not more:
        break
    shown += more
sys.stdout.buffer.write(shown.replace(b'\r\n', b'\n'))
sys.stdout.flush()
os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
