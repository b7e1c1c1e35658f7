# Builds dist\kaibo-VERSION-windows-x64-setup.exe: environment, frozen program, trial run, installer.
#
#   powershell -ExecutionPolicy Bypass -File packaging\windows\build.ps1 [-SkipInstaller] [-SignTool NAME -SignCommand "…"]
#
# Needs 64-bit Python 3.11 to 3.13 (py.exe) and, for the installer, Inno Setup 6.3 or later.
param(
    [switch]$SkipInstaller,
    [string]$SignTool = "",
    [string]$SignCommand = ""
)
$ErrorActionPreference = "Stop"
Set-StrictMode -Version 3.0
$project = (Resolve-Path (Join-Path $PSScriptRoot "..\..")).Path
Set-Location $project
$venv = Join-Path $project ".venv"
$python = Join-Path $venv "Scripts\python.exe"

function Invoke-Checked {
    # Runs a program and stops when it fails: PowerShell itself goes on.
    param([string]$Program, [string[]]$Arguments)
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with $LASTEXITCODE" }
}

if (-not (Test-Path $python)) { Invoke-Checked "py.exe" @("-3", "-m", "venv", $venv) }
Invoke-Checked $python @(
    "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
    "-c", "packaging\setup\constraints.txt", "-e", "$project[test]"
)
$version = (& $python -c "from app import __version__; print(__version__)").Trim()
if ($LASTEXITCODE -ne 0 -or -not $version) { throw "the program does not say its version" }

$frozen = Join-Path $project "build\frozen"
Invoke-Checked $python @("packaging\frozen\freeze.py", $frozen)
$program = Join-Path $frozen "kaibo"

# the main job, on what was frozen: a recording is scored, kept and drawn
$trial = Join-Path $project "build\trial"
if (Test-Path $trial) { Remove-Item -Recurse -Force $trial }
$env:KAIBO_HOME = $trial
try {
    Invoke-Checked (Join-Path $program "kaibo-cli.exe") @("demo", "--picture", (Join-Path $trial "practice.png"))
}
finally {
    Remove-Item Env:KAIBO_HOME
}
if ($SkipInstaller) { return }

$folders = @(${env:ProgramFiles(x86)}, $env:ProgramFiles) | Where-Object { $_ }
$compiler = $folders |
    ForEach-Object { Get-ChildItem -Path $_ -Filter "Inno Setup *" -Directory -ErrorAction SilentlyContinue } |
    ForEach-Object { Join-Path $_.FullName "ISCC.exe" } |
    Where-Object { Test-Path $_ } |
    Select-Object -First 1
if (-not $compiler) { throw "Inno Setup 6.3 or later is needed: https://jrsoftware.org/isdl.php" }
$arguments = @(
    "/Qp", "/DVersion=$version", "/DProgram=$program", "/DIcons=$(Join-Path $frozen 'icons')",
    "/O$(Join-Path $project 'dist')"
)
if ($SignTool) { $arguments += @("/DSignTool=$SignTool", "/S$SignTool=$SignCommand") }
Invoke-Checked $compiler ($arguments + (Join-Path $PSScriptRoot "kaibo.iss"))
Write-Output (Join-Path $project "dist\kaibo-$version-windows-x64-setup.exe")
