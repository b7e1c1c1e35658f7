; The installer for Windows 10 (1809) and later, 64 bit, for all users of the machine. Inno Setup 6.3 or later.
;
;   build.ps1 compiles it:  ISCC.exe /DVersion=… /DProgram=… /DIcons=… /O… packaging\windows\kaibo.iss
;
; Silently, as an administrator:
;   kaibo-VERSION-windows-x64-setup.exe /VERYSILENT /SUPPRESSMSGBOXES /NORESTART /LOG="C:\kaibo-setup.log"
;   "C:\Program Files\Kaibo\unins000.exe" /VERYSILENT /SUPPRESSMSGBOXES /NORESTART
; Exit code 0 is success; what went wrong stands in the log.
;
; Two places are never touched by an update or a removal:
;   %LOCALAPPDATA%\Kaibo   what each user practised
;   %ProgramData%\Kaibo    what the centre's administrator put there: policy.toml, models, lessons

#ifndef Version
  #error Give /DVersion=, as build.ps1 does: it asks the program
#endif
#ifndef Program
  #error Give /DProgram=, the folder that PyInstaller made
#endif
#ifndef Icons
  #error Give /DIcons=, the folder with kaibo.ico
#endif

[Setup]
AppId={{7C0E6F0B-3B2C-4E4B-9B0F-5E3C7A1D9C64}
AppName=Kaibo
AppVersion={#Version}
AppVerName=Kaibo {#Version}
VersionInfoVersion={#Version}
DefaultDirName={autopf}\Kaibo
DisableProgramGroupPage=yes
DisableDirPage=auto
PrivilegesRequired=admin
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
ChangesAssociations=yes
CloseApplications=yes
RestartApplications=no
SetupLogging=yes
SetupIconFile={#Icons}\kaibo.ico
UninstallDisplayIcon={app}\kaibo.exe
UninstallDisplayName=Kaibo
OutputBaseFilename=kaibo-{#Version}-windows-x64-setup
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ShowLanguageDialog=auto
#ifdef SignTool
; /DSignTool=NAME of a tool that ISCC was given with /S
SignTool={#SignTool}
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "zh_CN"; MessagesFile: "compiler:Default.isl,languages\zh_CN.isl"
Name: "ug"; MessagesFile: "compiler:Default.isl,languages\ug.isl"
Name: "kk"; MessagesFile: "compiler:Default.isl,languages\kk.isl"

[CustomMessages]
ProgramName=Kaibo
zh_CN.ProgramName=开播
ug.ProgramName=كەيبو
kk.ProgramName=Кайбо
PackName=Kaibo lesson pack
zh_CN.PackName=开播课包
ug.PackName=كەيبو دەرس بولىقى
kk.PackName=Кайбо сабақ жинағы
DesktopIcon=A shortcut on the desktop
zh_CN.DesktopIcon=在桌面上放一个快捷方式
ug.DesktopIcon=ئۈستەل يۈزىگە تېزلەتمە قويۇش
kk.DesktopIcon=Жұмыс үстеліне таңбаша қою
OpenNow=Open Kaibo now
zh_CN.OpenNow=现在打开开播
ug.OpenNow=كەيبونى ھازىر ئېچىش
kk.OpenNow=Кайбоны қазір ашу

[Tasks]
Name: "desktopicon"; Description: "{cm:DesktopIcon}"

[InstallDelete]
; what an older version had and this one has not must not be loaded by it
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Program}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Dirs]
Name: "{commonappdata}\Kaibo"; Flags: uninsneveruninstall

[Run]
; only administrators write what rules the machine, whoever made the folder before; the names are Windows' own
; numbers for SYSTEM, administrators and users, which are the same in every language
Filename: "{sys}\icacls.exe"; Parameters: """{commonappdata}\Kaibo"" /setowner *S-1-5-32-544 /T /C /Q"; Flags: runhidden
Filename: "{sys}\icacls.exe"; Parameters: """{commonappdata}\Kaibo"" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX /C /Q"; Flags: runhidden
Filename: "{sys}\icacls.exe"; Parameters: """{commonappdata}\Kaibo\*"" /reset /T /C /Q"; Flags: runhidden
Filename: "{app}\kaibo.exe"; Description: "{cm:OpenNow}"; Flags: nowait postinstall skipifsilent

[Icons]
Name: "{autoprograms}\{cm:ProgramName}"; Filename: "{app}\kaibo.exe"
Name: "{autodesktop}\{cm:ProgramName}"; Filename: "{app}\kaibo.exe"; Tasks: desktopicon

[Registry]
Root: HKLM; Subkey: "Software\Classes\.kaibopack"; ValueType: string; ValueData: "Kaibo.LessonPack"; Flags: uninsdeletevalue
Root: HKLM; Subkey: "Software\Classes\.kaibopack"; ValueType: string; ValueName: "Content Type"; ValueData: "application/x-kaibo-lessons"; Flags: uninsdeletekeyifempty
Root: HKLM; Subkey: "Software\Classes\Kaibo.LessonPack"; ValueType: string; ValueData: "{cm:PackName}"; Flags: uninsdeletekey
Root: HKLM; Subkey: "Software\Classes\Kaibo.LessonPack\DefaultIcon"; ValueType: string; ValueData: "{app}\kaibo.exe,0"
Root: HKLM; Subkey: "Software\Classes\Kaibo.LessonPack\shell\open\command"; ValueType: string; ValueData: """{app}\kaibo.exe"" ""%1"""
Root: HKLM; Subkey: "Software\Microsoft\Windows\CurrentVersion\App Paths\kaibo.exe"; ValueType: string; ValueData: "{app}\kaibo.exe"; Flags: uninsdeletekey
