"""The data set as files for other programs, and for a friend's copy of this one."""
