/* pervichka: starts the Python that lies beside it with the program that lies beside it. Everything that was given on
   the command line goes on untouched.

   A program of its own and no shell script, because a stick with FAT32 keeps no executable bits: the systems' usual
   setting (showexec) gives them to names that end in .com, .exe or .bat and to nothing else. Hence also python.com.
   Where even that is refused, the loader of the system runs it. On a stick the same program stands one folder above
   ("linux/" beside it). */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int there(const char *folder, const char *name, char *path, size_t room) {
    int length = snprintf(path, room, "%s/%s", folder, name);
    return length > 0 && (size_t)length < room && access(path, R_OK) == 0;
}

int main(int given, char **arguments) {
    static char folder[PATH_MAX], inner[PATH_MAX], python[PATH_MAX], script[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
    char **all = calloc((size_t)given + 9, sizeof *all), *last;
    int count = 0;

    if (length <= 0 || all == NULL)
        return 126;
    last = strrchr(folder, '/');
    /* Started by the system's loader, /proc/self/exe is the loader: then the name it was called by must do. */
    if (strstr(folder, "/ld-linux") != NULL || strstr(folder, "/ld-2.") != NULL) {
        if (realpath(arguments[0], folder) == NULL)
            return 126;
        last = strrchr(folder, '/');
    }
    if (last != NULL)
        *last = 0;
    if (!there(folder, "start.py", script, sizeof script)) {
        if (snprintf(inner, sizeof inner, "%s/linux", folder) >= (int)sizeof inner ||
            !there(inner, "start.py", script, sizeof script)) {
            fputs("Программа установлена не целиком. Установите её ещё раз; данные при этом не пострадают.\n", stderr);
            return 127;
        }
        memcpy(folder, inner, sizeof folder);
    }
    if (!there(folder, "python.com", python, sizeof python))
        return 127;
    all[count++] = python;
    all[count++] = "-I";
    all[count++] = "-B";
    all[count++] = "-X";
    all[count++] = "utf8";
    all[count++] = script;
    for (int i = 1; i < given; i++)
        all[count++] = arguments[i];
    execv(python, all);
    /* No right to execute from this stick: the loader reads it all the same, unless the system forbids that too. */
    {
        char **again = calloc((size_t)count + 2, sizeof *again);
        if (again == NULL)
            return 126;
        again[0] = "/lib64/ld-linux-x86-64.so.2";
        memcpy(again + 1, all, (size_t)count * sizeof *all);
        execv(again[0], again);
    }
    fputs("Этот компьютер не разрешает запускать программы с флешки. Скопируйте папку на диск и запустите оттуда.\n", stderr);
    return 126;
}
