; What an installation without surprises shows; the rest stays English.
[LangOptions]
LanguageName=Қазақша
LanguageID=$043F
LanguageCodePage=0

[Messages]
SetupAppTitle=Орнату
SetupWindowTitle=Орнату - %1
UninstallAppTitle=Жою
UninstallAppFullTitle=%1 бағдарламасын жою
ButtonBack=< Артқа
ButtonNext=Келесі >
ButtonInstall=Орнату
ButtonOK=Жарайды
ButtonCancel=Бас тарту
ButtonYes=Иә
ButtonNo=Жоқ
ButtonFinish=Дайын
ButtonBrowse=Шолу...
ButtonWizardBrowse=Шолу...
WizardSelectDir=Орнату орны
WizardSelectTasks=Қосымша тапсырмалар
WizardReady=Орнатуға дайын
ReadyLabel1=[name] орнатуға дайын.
WizardInstalling=Орнатылуда
InstallingLabel=[name] орнатылуда, күте тұрыңыз.
FinishedHeadingLabel=[name] орнатылды
FinishedLabelNoIcons=[name] орнатылды.
FinishedLabel=[name] орнатылды, оны «Бастау» мәзірінен ашуға болады.
ClickFinish=Шығу үшін «Дайын» түймесін басыңыз.
ConfirmUninstall=%1 жойылсын ба? Жаттығу деректері жойылмайды.
UninstalledAll=%1 жойылды. Жаттығу деректері сақталды.
