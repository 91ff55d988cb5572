/* pervichka.exe (a window, no console) and pervichka-cli.exe (the command line): the same source, linked twice.

   Starts the Python that lies beside it with the program that lies beside it; everything that was given on the command
   line goes on untouched, so a file that was double-clicked arrives under its own name, Cyrillic and all. */

#include <windows.h>
#include <stdlib.h>
#include <wchar.h>

typedef int (*python_main)(int, wchar_t **);

static int complain(const wchar_t *what) {
    MessageBoxW(NULL, what, L"Первичка", MB_OK | MB_ICONERROR);
    return 1;
}

static int start(int given, wchar_t **arguments) {
    size_t room = 1024, length;
    wchar_t *folder = NULL, *script, **all, *last;
    HMODULE python;
    python_main run;

    for (;; room *= 2) {
        folder = realloc(folder, room * sizeof *folder);
        if (folder == NULL)
            return complain(L"Не хватает памяти.");
        length = GetModuleFileNameW(NULL, folder, (DWORD)room);
        if (length < room)
            break;
    }
    last = wcsrchr(folder, L'\\');
    if (last != NULL)
        *last = 0;
    SetDllDirectoryW(L""); /* nothing is loaded from the folder the person happens to be in */
    script = malloc((length + 64) * sizeof *script);
    if (script == NULL)
        return complain(L"Не хватает памяти.");
    wcscpy(script, folder);
    wcscat(script, L"\\python311.dll");
    python = LoadLibraryExW(script, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    run = python == NULL ? NULL : (python_main)(void *)GetProcAddress(python, "Py_Main");
    if (run == NULL)
        return complain(L"Программа установлена не целиком.\n\nУстановите её ещё раз. Ваши данные при этом не пострадают.");
    wcscpy(script, folder);
    wcscat(script, L"\\start.py");
    all = calloc((size_t)given + 6, sizeof *all);
    if (all == NULL)
        return complain(L"Не хватает памяти.");
    all[0] = arguments[0];
    all[1] = L"-B";
    all[2] = L"-X";
    all[3] = L"utf8";
    all[4] = script;
    for (int i = 1; i < given; i++)
        all[i + 4] = arguments[i];
    return run(given + 4, all);
}

#ifdef CONSOLE
int wmain(int given, wchar_t **arguments) {
    return start(given, arguments);
}
#else
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, PWSTR line, int show) {
    int given;
    wchar_t **arguments = CommandLineToArgvW(GetCommandLineW(), &given);
    (void)self, (void)before, (void)line, (void)show;
    return arguments == NULL ? complain(L"Не хватает памяти.") : start(given, arguments);
}
#endif
