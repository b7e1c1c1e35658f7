; What an installation without surprises shows; the rest stays English.
[LangOptions]
LanguageName=ئۇيغۇرچە
LanguageID=$0480
LanguageCodePage=0
RightToLeft=yes

[Messages]
SetupAppTitle=ئورنىتىش
SetupWindowTitle=ئورنىتىش - %1
UninstallAppTitle=ئۆچۈرۈش
UninstallAppFullTitle=%1 نى ئۆچۈرۈش
ButtonBack=< ئالدىنقى
ButtonNext=كېيىنكى >
ButtonInstall=ئورنات
ButtonOK=جەزملە
ButtonCancel=ئەمەلدىن قالدۇر
ButtonYes=ھەئە
ButtonNo=ياق
ButtonFinish=تامام
ButtonBrowse=كۆرۈش...
ButtonWizardBrowse=كۆرۈش...
WizardSelectDir=ئورنىتىش ئورنى
WizardSelectTasks=قوشۇمچە ۋەزىپىلەر
WizardReady=ئورنىتىشقا تەييار
ReadyLabel1=[name] نى ئورنىتىشقا تەييار.
WizardInstalling=ئورنىتىلىۋاتىدۇ
InstallingLabel=[name] ئورنىتىلىۋاتىدۇ، ساقلاپ تۇرۇڭ.
FinishedHeadingLabel=[name] ئورنىتىلىپ بولدى
FinishedLabelNoIcons=[name] ئورنىتىلىپ بولدى.
FinishedLabel=[name] ئورنىتىلىپ بولدى، باشلاش تىزىملىكىدىن ئاچقىلى بولىدۇ.
ClickFinish=چېكىنىش ئۈچۈن «تامام» نى بېسىڭ.
ConfirmUninstall=%1 نى ئۆچۈرەمسىز؟ مەشىق سانلىق مەلۇماتلىرى ئۆچۈرۈلمەيدۇ.
UninstalledAll=%1 ئۆچۈرۈلدى. مەشىق سانلىق مەلۇماتلىرى ساقلىنىپ قالدى.
