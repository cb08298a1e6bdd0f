/** Surnames that are hardly anything else in a sentence. */
export const SURE =
  '王李张刘陈杨赵吴徐孙朱胡郭罗郑梁宋唐韩曹邓萧冯彭吕卢蒋蔡贾魏薛阎潘杜戴汪姜谭廖邹熊郝崔邱秦侯邵孟尹黎乔贺赖龚庞樊殷翟倪耿芦岳焦俞柏鲍褚窦卞逄卜岑慕苗骆柴闫晁臧蔺冉訾亓綦隋滕仝禚姚聂韦覃佟詹翁瞿栾佘昝牟邸谌冼郗逯巩'
/** Surnames that are words as well: a boundary or a usual given name must stand beside them. */
export const PERHAPS =
  '黄周林何高马谢许曾苏丁叶余夏钟田任范陆孔白康毛江史顾龙万段雷钱汤易常武文方石洪严温季施陶向左安路关包牛车成于应费时米连花水平项强解管相游党年金程傅沈袁董肖付华凌申尚宫宁宗尤尧尉巩巫师席干度庄庆廉戚房扈支明景曲束柳桑梅楚欧步殳毕池沙沃海涂湛牧甄盛祁祖祝禹秋穆童符籍红纪缪胥胶能舒艾芮苍荀荆莫葛蒙蒲蓝裘裴言计诸谷谈贝贡赫辛辜边迟逯郁郎郜都鄂邢里钮闵阮阴阳隆雍霍靳鞠顿颜饶驷魁鲁麻丛丰卫喻章韦昌凤皮齐伍元狄伏屈娄刁虞柯宣吉嵇荣封储邴乌巴弓班伊仇甘戎司韶蓟宿郦桂濮寿冀郏晏茹宦鱼慎戈庾匡寇禄阙蔚勾敖冷巢竺盖苟晋苑矫衣粟植兰帅迟'
/** Surnames that are above all something else: only a whole name before what people do counts. */
export const SELDOM = '区查单初云国东满广益原门展代简居容古习农燕'
export const TWO =
  '(?:欧阳|司马|上官|诸葛|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|夏侯|端木|呼延|南宫|东郭|澹台|公冶|宗政|濮阳|淳于|单于|太叔|申屠|轩辕|钟离|鲜于|闾丘|亓官|司空|仲孙|东方)'
/** What people are named with. */
export const GIVEN =
  '鹃布伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华建国志文玉红春海波辉鹏飞宇浩鑫俊斌健峰龙凤云梅琴燕莉萍玲雪晶晨倩颖婷雯慧佳琪欣怡悦雅萌萱涵梓轩泽睿博铭皓晓小大永福贵财富祥瑞庆兴旺盛德忠义仁礼智信孝宝康宁安全胜利民爱卫东西南北中山川江河林森木水火土金银铜铁柱石岩松柏竹菊荷莲花草苗夏秋冬雨雷电风霜露日月星辰天地光亮彬新立成树根生友良善美珍珠翠香芝芬芹蓉莹洁冰心诚思远学书武振家邦世昌荣耀祖先传继承恩宏广长久运昆仑鸿雁鹤翔腾跃进向希望梦想乐笑欢喜顺和谐素淑贤惠娥媛婵姣娇婉姗妮妞丹青彩虹紫蕾薇蔷芸菲茹莎莺菁璐瑶琳琦珂珊玥瑛璇瑾瑜钰锋锐钢钧铮镇锦钟铃录坤乾震巍崇嵩岭峻岚岗培基垒均城坚奎奇奕奋威子孟仲季伯叔少幼老元亨贞一二三四五六七八九十双凯凡冠刘力劲勋勤化千升卓占厚发叶同君启吉呈周咏哲唯嘉圣在多孔存守定宜宪宽宾宗官尚屹岐巧帅帆常年廷延弘彤彦彪征律徐忆念怀恒恺悟情惟意战才扬抗招拥捷援敬斯方旭昊昕晗晟景晴曙曼有朋朝本权来杉李村枫柔栋桐楠楷榕槐歌正殿毅比沁沛沙治泉法泰津洪洲浦浪润清渊渤源滨满漫潇澄澜瀚灵灿炎炜炳烁烨焕然煜照熙爽狄玄率王玮玺珏珑理琛琼甜用甫男畅皎真知硕祎祺禹秉程稳穗竞章笛筠粤精纪纯纲绍经绪维绮缘罡群羽翰聪聿胤脉致航艺节芊若茂茜荃莘营萧萨葵蒙蓓蓝薪行衍袁裕观言誉诗语谦豪贝赐赞越路轶辅达迅迎连迪逸道遥郁采重野鉴钦铎铠锡键闯闽阳阿陆陶隆隽雄霁霄霆霖靖鞠韬韵音顶项颂领颜飒骁骄骏高魁鲁鸣麒麟黎默齐龄如增则姬庭桃湘盈禾端绣耕茗荔菡蕙谊钊馨亭妤娅妍媚嫣寅岱昂朗杏桦棠榆樱沐泓济淇淳溪煌珈珞琮瑗璋璟睦禄筱翌茵蝶轲铖霏靓颉骋骥鸥鹂鹭'
/** Longest first: 姐夫 is no 姐. */
export const KIN =
  '(?:丈母娘|老伴儿?|闺蜜|外孙女|二姨夫|外甥女|小舅子|小姨子|大舅哥|儿媳妇|两口子|父亲|母亲|爸爸|妈妈|爷爷|奶奶|姥爷|姥姥|外公|外婆|岳父|岳母|丈人|公公|婆婆|公婆|爱人|对象|老公|老婆|丈夫|妻子|媳妇|儿子|闺女|女儿|孙子|孙女|外孙|哥哥|弟弟|姐姐|妹妹|兄弟|妹夫|姐夫|弟媳|嫂子|弟妹|叔叔|叔伯|伯伯|大伯|婶子|姑姑|姑父|姑夫|舅舅|舅妈|姨妈|姨夫|侄子|侄女|外甥|表哥|表弟|表姐|表妹|堂哥|堂弟|连襟|儿媳|女婿|亲家|父母|爹娘|孩子|干爹|爸|妈|爹|娘|哥|弟|姐|妹|嫂|叔|婶|姑|舅|姨)'
export const TITLE =
  '(?:(?:[副代老小大])?(?:局长|所长|科长|股长|队长|大队长|中队长|主任|书记|镇长|乡长|村长|区长|市长|县长|处长|站长|院长|校长|园长|厂长|店长|行长|会长|部长|社长|庭长|政委|经理|总经理|主管|董事长?|组长|班长|支书|委员|干事|科员)|老板娘?|老总|掌柜|师傅|师父|医生|大夫|护士|老师|教授|律师|会计|警官|警察|法官|检察官|同志|先生|女士|小姐|夫人|太太|工程师|司机|大哥|大姐|大叔|大爷|大妈|大娘|大婶|大嫂|大伯|大舅|[二三四五六七八]哥|[二三四五六七八]姐|[二三四五六七八]叔|[二三四五六七八]爷|[二三四五六七八]婶|[二三四五六七八]嫂|[二三四五六七八]姨|阿姨|奶奶|爷爷|叔叔|伯伯|姑娘|妹子|兄弟|嫂子|老太太?|老汉|老头子?|婆婆|寡妇|队副|警长|所副)'
/** One sign for a rank or a kinship, after a surname only. */
export const SHORT = '[局所科队处总工董镇书导哥姐叔姨婶爷奶嫂伯娘妈妹弟婆老]'
export const BYNAME =
  '(?:麻子|胖子|瘸子|瘸腿|秃子|秃头|大头|聋子|瞎子|瘦子|矮子|结巴|大个子?|眼镜|胡子|疤脸?|歪嘴|铁匠|木匠|裁缝|屠户|豆腐|烧饼|包子|油条|瓦匠|电工|厨子|半仙|大嘴|疯子|傻子|哑巴|黑子|老虎|大牙|拐子|老抠)'
/** Syllables of surnames and of everything else, for names in Latin letters. */
export const SURNAME_PINYIN =
  '(?:wang|li|zhang|liu|chen|yang|zhao|huang|zhou|wu|xu|sun|hu|zhu|gao|lin|he|guo|ma|luo|liang|song|zheng|xie|han|tang|feng|yu|dong|xiao|cheng|cao|yuan|deng|fu|shen|zeng|peng|lv|lu|su|jiang|cai|jia|ding|wei|xue|ye|yan|pan|du|dai|xia|zhong|tian|ren|fan|fang|shi|yao|tan|liao|zou|xiong|jin|kong|hao|bai|cui|kang|mao|qiu|qin|gu|hou|shao|meng|long|wan|duan|lei|qian|yin|chang|qiao|lai|gong|pang|ouyang|zhuge|sima)'
export const SYLLABLE =
  '(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ong|iao|ian|ing|uai|uan|ai|ei|ao|ou|an|en|ia|ie|iu|in|ua|uo|ui|un|ve|ue|er|a|o|e|i|u|v))'
/** What names of other tongues are made of. */
export const TONGUES =
  '(?:古丽|阿依|买买提|木提|热合曼|吐尔逊|库尔班|依明|艾山|帕提|努尔|迪丽|巴哈尔|扎西|卓玛|次仁|旦增|丹增|格桑|央金|达瓦|尼玛|巴桑|其其格|娜仁|乌兰|斯琴|萨仁|苏和|巴特|阿拉坦|敖登|高娃|呼和)'
/** What somebody does of whom is told by name: after three letters they say that a name it was. */
export const DOES =
  '(?:说|让我|最清楚|知道|看见|看到|听见|听不懂|可以作证|能作证|作证|也被|也交|也挨|那天|当天|当时|当着|跪|负责|在场|不肯|不给|不是我|答应|收了|收走|拿走|拿了|踢|骂|全程|告诉|自称|带着|带人|一脚|只管|写错|开的|打过|态度|拍到|录了|签的|递|抢|摔)'
