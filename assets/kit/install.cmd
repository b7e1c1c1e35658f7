@echo off
rem Installs Kaibo and what a centre put on this stick.
rem
rem     install.cmd [--silent] [--key FINGERPRINT] [--station NAME]
rem
rem As administrator for everyone on this machine, otherwise for the present user only. It checks every file
rem against SHA256SUMS, installs the program as administrator, and hands over to "kaibo-cli kit install",
rem which checks the centre's signature and installs all the rest. Exit codes: 0 done, 1 not done, 3 a file is
rem missing or changed, 4 the centre's key is not trusted, 5 an older kit than the one installed.
setlocal EnableExtensions DisableDelayedExpansion
chcp 65001 >nul
cd /d "%~dp0" || exit /b 1

set "silent="
for %%a in (%*) do if /i "%%~a"=="--silent" set "silent=1"

if exist UNFINISHED.txt goto :unfinished
if not exist kit.json goto :unfinished
if not exist kit.sig goto :unfinished
if not exist SHA256SUMS goto :unfinished

set "installer="
echo Checking files / 检查文件 ...
for /f "usebackq tokens=1,* delims= " %%s in ("SHA256SUMS") do (
    call :check_file "%%s" "%%t"
    if errorlevel 1 goto :changed
)

net session >nul 2>&1
if errorlevel 1 goto :hand_over
if not defined installer goto :hand_over

rem The program first: what is running cannot be replaced. Never an older one over a newer one.
set "installed=0"
if exist "%ProgramFiles%\Kaibo\kaibo-cli.exe" (
    for /f "tokens=2" %%v in ('""%ProgramFiles%\Kaibo\kaibo-cli.exe" --version"') do call :number "%%v" installed
)
call :number_in_name
if %new% leq %installed% goto :hand_over
echo Installing the program / 安装程序 %installer% ...
start "" /wait "%installer%" /VERYSILENT /SUPPRESSMSGBOXES /NORESTART
if errorlevel 1 goto :no_program

:hand_over
set "kaibo=%ProgramFiles%\Kaibo\kaibo-cli.exe"
if not exist "%kaibo%" set "kaibo=%LocalAppData%\Programs\Kaibo\kaibo-cli.exe"
if not exist "%kaibo%" goto :no_program
set "here=%~dp0"
rem a backslash before the closing quotation mark would escape it
"%kaibo%" kit install "%here:~0,-1%" %*
set "code=%errorlevel%"
if not defined silent pause
exit /b %code%

:check_file
rem certutil wants backslashes, and prints the checksum on its second line, in Windows 7 with spaces in it
set "name=%~2"
set "name=%name:/=\%"
set "found="
for /f "skip=1 delims=" %%h in ('certutil -hashfile "%name%" SHA256 2^>nul') do if not defined found set "found=%%h"
if not defined found goto :bad_file
set "found=%found: =%"
if /i not "%found%"=="%~1" goto :bad_file
if /i "%name:~0,11%"=="installers\" if /i "%name:~-4%"==".exe" set "installer=%name%"
exit /b 0
:bad_file
echo %~2
exit /b 1

:number_in_name
rem the version in a name such as kaibo-0.5.0-setup.exe
set "new=0"
set "rest=%installer:.exe=%"
set "rest=%rest:installers\=%"
set "rest=%rest:-= %"
set "rest=%rest:_= %"
for %%p in (%rest%) do call :number "%%~p" new
exit /b 0

:number
rem 1.2.3 as 1002003 into the variable %2; what is no version changes nothing
for /f "tokens=1-3 delims=." %%a in ("%~1") do (
    if not "%%c"=="" set /a "%2=%%a * 1000000 + %%b * 1000 + %%c" 2>nul
)
exit /b 0

:unfinished
if not exist kit.json goto :unfinished
if not exist kit.sig goto :unfinished
if not exist SHA256SUMS goto :unfinished

set "installer="
echo Checking files / 检查文件 ...
for /f "usebackq tokens=1,* delims= " %%s in ("SHA256SUMS") do (
    call :check_file "%%s" "%%t"
    if errorlevel 1 goto :changed
)

net session >nul 2>&1
if errorlevel 1 goto :hand_over
if not defined installer goto :hand_over

rem The program first: what is running cannot be replaced. Never an older one over a newer one.
set "installed=0"
if exist "%ProgramFiles%\Kaibo\kaibo-cli.exe" (
    for /f "tokens=2" %%v in ('""%ProgramFiles%\Kaibo\kaibo-cli.exe" --version"') do call :number "%%v" installed
)
call :number_in_name
if %new% leq %installed% goto :hand_over
echo Installing the program / 安装程序 %installer% ...
start "" /wait "%installer%" /VERYSILENT /SUPPRESSMSGBOXES /NORESTART
if errorlevel 1 goto :no_program

:hand_over

rem The newest installer by name; it does nothing when the same version is there, and refuses to go back.
set "installer="
for /f "delims=" %%f in ('dir /b /o:n "installers\*.exe" 2^>nul') do set "installer=%%f"
if not defined installer goto :hand_over
if exist "%ProgramFiles%\Kaibo\kaibo-cli.exe" goto :hand_over
echo Installing the program / 安装程序 %installer% ...
start "" /wait "installers\%installer%" /VERYSILENT /SUPPRESSMSGBOXES /NORESTART
if errorlevel 1 goto :no_program

:hand_over
set "kaibo=%ProgramFiles%\Kaibo\kaibo-cli.exe"
if not exist "%kaibo%" set "kaibo=%LocalAppData%\Programs\Kaibo\kaibo-cli.exe"
if not exist "%kaibo%" goto :no_program
set "here=%~dp0"
rem a backslash before the closing quotation mark would escape it
"%kaibo%" kit install "%here:~0,-1%" %*
set "code=%errorlevel%"
if not defined silent pause
exit /b %code%

:check_file
rem certutil prints the checksum on its second line; before Windows 8 with spaces between the bytes
set "found="
for /f "skip=1 delims=" %%h in ('certutil -hashfile "%~2" SHA256 2^>nul') do if not defined found set "found=%%h"
if not defined found goto :bad_file
set "found=%found: =%"
if /i "%found%"=="%~1" exit /b 0
:bad_file
echo %~2
exit /b 1

:unfinished
echo This kit is not finished; nothing was installed. / 安装包没有做完，不能安装。
if not defined silent pause
exit /b 3

:changed
echo A file is missing or changed; nothing was installed. / 有文件坏了或被改过，什么都没有装。
if not defined silent pause
exit /b 3

:no_program
echo The program is not here. Right-click install.cmd and choose "Run as administrator". / 请右键点 install.cmd，选"以管理员身份运行"。
if not defined silent pause
exit /b 1
