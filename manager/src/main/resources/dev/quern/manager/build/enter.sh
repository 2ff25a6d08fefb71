# Runs a command of a build as a user of its own: root of a user namespace whose ids are nobody's, with its own
# mounts, processes, IPC, host name, control groups, and, unless NETWORK is set, network. The server writes the
# id maps between "ready" and "go". Dies with the server's thread that started it.
#   enter.sh STORAGE RUN WORK HIDDEN PROCS COMMAND...
# PROCS: the control groups' files to join, with blanks between. HIDDEN: a folder no build sees.
set -eu
storage=$1 run=$2 work=$3 hidden=$4
for procs in $5; do echo 0 >"$procs"; done
shift 5
mount -t tmpfs -o mode=755,size=1m quern /mnt
mount -t tmpfs -o mode=1777,size=64m quern /dev/shm
mkdir /mnt/storage /mnt/run /mnt/work
mount --bind "$storage" /mnt/storage
mount --bind "$run" /mnt/run
mount --bind "$work" /mnt/work
mount -t tmpfs -o mode=700,size=4k quern "$hidden"
cd /mnt/work
exec unshare --user --keep-caps /bin/sh -c '
    echo ready
    read -r go
    net=--net
    [ -z "${NETWORK-}" ] || net=
    exec setpriv --reuid 0 --regid 0 --clear-groups --pdeathsig KILL \
        unshare --mount --pid --fork --kill-child --ipc --uts --cgroup $net --mount-proc "$@" </dev/null' enter "$@"
