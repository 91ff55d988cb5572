; The installer of Первичка for Windows: for one person, without an administrator. Built by build.py, which gives
; VERSION, VERSION4, TREE (what is installed), OUT, SIZE_KB and the lists install.nsh, uninstall.nsh.
Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 64
SetDateSave on
ManifestSupportedOS Win10
ManifestDPIAware true
ManifestLongPathAware true
RequestExecutionLevel user

Name "Первичка"
OutFile "${OUT}"
BrandingText "Первичка ${VERSION}"
InstallDir "$LOCALAPPDATA\Programs\Pervichka"
InstallDirRegKey HKCU "Software\Pervichka" "InstallDir"

!include MUI2.nsh
!include WinVer.nsh
!include x64.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Pervichka"
!define CLASS "Pervichka.Package"

VIProductVersion "${VERSION4}"
VIAddVersionKey /LANG=1049 "ProductName" "Первичка"
VIAddVersionKey /LANG=1049 "FileDescription" "Установка программы «Первичка»"
VIAddVersionKey /LANG=1049 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1049 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1049 "LegalCopyright" "GPL-3.0-or-later"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "Установка «Первички»"
!define MUI_WELCOMEPAGE_TEXT "«Первичка» ведёт учёт членов профсоюза, готовит отчёты по формам и отправляет их выше.$\r$\n$\r$\nПрава администратора не нужны: программа ставится только для вас. Интернет не нужен.$\r$\n$\r$\nЕсли «Первичка» уже установлена, она обновится, а ваши данные останутся на месте.$\r$\n$\r$\nНажмите «Далее»."
!insertmacro MUI_PAGE_WELCOME
!define MUI_COMPONENTSPAGE_SMALLDESC
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "«Первичка» установлена"
!define MUI_FINISHPAGE_TEXT "Её можно найти в меню «Пуск». Файлы с именем на «.pervichka» открываются двойным щелчком.$\r$\n$\r$\nНажмите «Готово»."
!define MUI_FINISHPAGE_RUN "$INSTDIR\pervichka.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Открыть «Первичку»"
!insertmacro MUI_PAGE_FINISH

!define MUI_UNCONFIRMPAGE_TEXT_TOP "Программа будет удалена. Данные ваших организаций, их копии и сохранённые отчёты не удаляются: они останутся там, где лежат сейчас."
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE_3LINES
!define MUI_FINISHPAGE_TITLE "«Первичка» удалена"
!define MUI_FINISHPAGE_TEXT "Данные ваших организаций не тронуты. Если установить «Первичку» снова, они откроются с прежним паролем."
!insertmacro MUI_UNPAGE_FINISH
!insertmacro MUI_LANGUAGE "Russian"

!macro REFUSE_WHEN_RUNNING ID
  ${Do}
    ${IfNot} ${FileExists} "$INSTDIR\pervichka.exe"
      ${Break}
    ${EndIf}
    ClearErrors
    FileOpen $0 "$INSTDIR\pervichka.exe" a
    ${IfNot} ${Errors}
      FileClose $0
      ${Break}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "«Первичка» сейчас открыта. Закройте её окно и нажмите «Повтор»." /SD IDCANCEL IDRETRY again_${ID}
    SetErrorLevel 5
    Quit
    again_${ID}:
  ${Loop}
!macroend

Function .onInit
  SetShellVarContext current
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "«Первичке» нужна Windows 10 или 11, 64-разрядная." /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
FunctionEnd

Section "Первичка" SEC_PROGRAM
  SectionIn RO
  !insertmacro REFUSE_WHEN_RUNNING install
  ; What an older version had and this one has not must not stay: its own uninstaller knows its files.
  ${If} ${FileExists} "$INSTDIR\uninstall.exe"
    DetailPrint "Убираю прежнюю версию программы. Данные остаются."
    ExecWait '"$INSTDIR\uninstall.exe" /S /UPDATE _?=$INSTDIR' $0
    ${If} $0 <> 0
      MessageBox MB_OK|MB_ICONSTOP "Прежнюю версию не удалось убрать. Перезагрузите компьютер и повторите установку. Данные целы." /SD IDOK
      SetErrorLevel 6
      Quit
    ${EndIf}
  ${EndIf}
  SetDetailsPrint textonly
  DetailPrint "Ставлю программу."
  SetDetailsPrint none
  !include "install.nsh"
  SetDetailsPrint both
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Первичка.lnk" "$INSTDIR\pervichka.exe" "" "$INSTDIR\pervichka.exe" 0
  WriteRegStr HKCU "Software\Pervichka" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Первичка"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\pervichka.exe,0"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Первичка"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  WriteRegStr HKCU "Software\Classes\.pervichka" "" "${CLASS}"
  WriteRegStr HKCU "Software\Classes\.pervichka\OpenWithProgids" "${CLASS}" ""
  WriteRegStr HKCU "Software\Classes\${CLASS}" "" "Запечатанный файл «Первички»"
  WriteRegStr HKCU "Software\Classes\${CLASS}\DefaultIcon" "" "$INSTDIR\pervichka.exe,0"
  WriteRegStr HKCU "Software\Classes\${CLASS}\shell\open\command" "" '"$INSTDIR\pervichka.exe" "%1"'
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Ярлык на рабочем столе" SEC_DESKTOP
  CreateShortcut "$DESKTOP\Первичка.lnk" "$INSTDIR\pervichka.exe" "" "$INSTDIR\pervichka.exe" 0
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SEC_PROGRAM} "Сама программа, значок в меню «Пуск» и открытие файлов .pervichka двойным щелчком."
  !insertmacro MUI_DESCRIPTION_TEXT ${SEC_DESKTOP} "Значок «Первичка» на рабочем столе."
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function un.onInit
  SetShellVarContext current
FunctionEnd

Section Uninstall
  !insertmacro REFUSE_WHEN_RUNNING uninstall
  ; Only the files that were put there, one by one, and only folders that are empty then: whatever a person laid
  ; into the program's folder stays.
  ; A line of the window's list for each of six thousand files takes longer than removing them.
  SetDetailsPrint textonly
  DetailPrint "Убираю программу. Данные остаются."
  SetDetailsPrint none
  !include "uninstall.nsh"
  SetDetailsPrint both
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/UPDATE" $2
  ${If} ${Errors}
    Delete "$SMPROGRAMS\Первичка.lnk"
    Delete "$DESKTOP\Первичка.lnk"
    ReadRegStr $0 HKCU "Software\Classes\.pervichka" ""
    ${If} $0 == "${CLASS}"
      DeleteRegKey HKCU "Software\Classes\.pervichka"
    ${EndIf}
    DeleteRegKey HKCU "Software\Classes\${CLASS}"
    DeleteRegKey HKCU "${UNINSTALL}"
    DeleteRegKey HKCU "Software\Pervichka"
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  ${EndIf}
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
SectionEnd
